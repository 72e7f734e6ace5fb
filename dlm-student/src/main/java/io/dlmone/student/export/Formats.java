package io.dlmone.student.export;

import io.dlmone.backend.BackendProvider;
import io.dlmone.backend.Backends;
import io.dlmone.backend.ProgramFormat;
import io.dlmone.error.DidYouMean;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The formats of the backends on the class path, by name, and that of a page, which has a file of one of them. */
final class Formats {

    /** A page with the file that browsers run. */
    static final String PAGE = "web";

    private static final String IN_BROWSERS = "onnx";

    private Formats() {}

    private static Stream<ProgramFormat> all() {
        return Backends.all().stream().map(BackendProvider::format).flatMap(Optional::stream);
    }

    static List<String> names() {
        return all().map(ProgramFormat::name)
                .flatMap(name -> name.equals(IN_BROWSERS) ? Stream.of(name, PAGE) : Stream.of(name))
                .sorted()
                .toList();
    }

    /** @throws UserException that lists the names there are */
    static ProgramFormat named(String name) {
        String file = name.equals(PAGE) ? IN_BROWSERS : name;
        return all().filter(f -> f.name().equals(file))
                .findFirst()
                .orElseThrow(() -> new UserException(new Problem(
                        ErrorId.EXPORT_1,
                        "setting format",
                        "one of " + names() + ", which the backends on the class path write",
                        "'" + name + "'",
                        DidYouMean.hint(name, names())
                                + "Choose one of these, or add the backend of the format, one of "
                                + new TreeSet<>(Backends.KIND.artefacts().values()) + ".")));
    }
}
