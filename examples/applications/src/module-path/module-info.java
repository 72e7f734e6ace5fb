/**
 * An application on the module path. The library's jars are automatic modules: one that is named brings the others, and
 * {@code java --add-modules ALL-MODULE-PATH} brings what they use.
 */
module org.example.app {
    requires io.dlmone.student;
}
