package io.dlmone.error;

/**
 * The kinds of problem that DLM-One tells of. A constant's text is {@code DLM-}, its area and a number: {@link #DATA_2}
 * is {@code DLM-DATA-2}. An id means one thing for ever; {@code docs/errors.md} has a section for each. Plugins give
 * ids of their own to {@link Problem}, as text.
 */
public enum ErrorId {
    /** An argument, or the current directory, has characters that the locale's character set cannot hold. */
    ARGUMENT_1,
    /** An argument names a path that this system has no name for. */
    ARGUMENT_2,
    /** No backend on the class path can run here. */
    BACKEND_2,
    /** The backend that was asked for cannot run on this machine. */
    BACKEND_3,
    /** The backend has no such precision on this machine. */
    BACKEND_4,
    /** The ONNX model given as BERTScore's encoder has other inputs or outputs than such an encoder. */
    BERTSCORE_1,
    /** A PyTorch checkpoint cannot be read at all: there is none, or access fails. */
    CKPT_1,
    /** The file is in another format than the zip archive that {@code torch.save} writes. */
    CKPT_2,
    /** The zip archive of a PyTorch checkpoint is damaged, or not as {@code torch.save} writes it. */
    CKPT_3,
    /** The pickle in a PyTorch checkpoint is damaged, or holds something else than a {@code state_dict}. */
    CKPT_4,
    /** The pickle in a PyTorch checkpoint asks for code to be run. */
    CKPT_5,
    /** A tensor of a PyTorch checkpoint does not fit the data stored for it. */
    CKPT_6,
    /** A key of a DiffuSeq model's {@code config.json} is missing, unknown or out of its range. */
    CONFIG_1,
    /** A file of settings has a key that no flag of the verb has. */
    CONFIG_2,
    /** A file of settings has a value of a kind that no flag takes. */
    CONFIG_3,
    /** A file of the data cannot be read. */
    DATA_1,
    /** A line of the data is not in UTF-8. */
    DATA_2,
    /** A line of the data is empty or not JSON. */
    DATA_3,
    /** A line of the data is JSON, but no object. */
    DATA_4,
    /** A row of the data lacks a field. */
    DATA_5,
    /** A field of a row is no string. */
    DATA_6,
    /** A field of a row holds nothing but white space. */
    DATA_7,
    /** A file of the data has no row. */
    DATA_8,
    /** A file of the data has more faults than are shown. */
    DATA_9,
    /** A line of the data is longer than 1 MiB. */
    DATA_10,
    /** A string of the data has half a surrogate pair, which UTF-8 cannot hold. */
    DATA_11,
    /** No built-in data set has this name. */
    DATA_12,
    /** A row of a table has another number of fields than its first row. */
    DATA_13,
    /** A row of a CSV file has quotes that are not closed, or that stand where none may. */
    DATA_14,
    /** A table has no such column. */
    DATA_15,
    /** Two files that should go together line by line have different numbers of lines. */
    DATA_16,
    /** Backend {@code djl} has no such device. */
    DJL_1,
    /** Backend {@code djl} is to use CUDA, but only PyTorch's libraries for CPUs are there. */
    DJL_2,
    /** PyTorch sees no CUDA device of this number. */
    DJL_3,
    /** The native libraries of PyTorch cannot be loaded. */
    DJL_4,
    /** Backend {@code djl} writes no profile. */
    DJL_5,
    /** No backend on the class path writes files of the format. */
    EXPORT_1,
    /** The model is none that an export writes a file for. */
    EXPORT_2,
    /** The files on which an exported page runs in a browser are missing, or of another version. */
    EXPORT_3,
    /** The teacher family cannot be trained, or cannot import checkpoints, whichever is asked of it. */
    FAMILY_1,
    /** No teacher family, or more than one, recognises the checkpoint. */
    FAMILY_2,
    /** The teacher family cannot read the arguments of its official code. */
    FAMILY_4,
    /** The command line has a flag, verb or argument that the verb does not know. */
    FLAG_1,
    /** The value of a flag is empty or of another kind. */
    FLAG_2,
    /** A flag that the verb needs is missing. */
    FLAG_3,
    /** A key of the official code's training arguments is missing, out of range or not supported. */
    IMPORT_1,
    /** The folder does not tell which checkpoint to import. */
    IMPORT_2,
    /** A tensor of the checkpoint is missing, not known, or of another shape than the network has. */
    IMPORT_3,
    /** The sizes of the official model's encoder are not known. */
    IMPORT_4,
    /** No vocabulary lies beside the official model. */
    IMPORT_5,
    /** The vocabulary has another number of tokens than the official model. */
    IMPORT_6,
    /** A setting contradicts the model, or the official arguments, that training begins from. */
    INIT_1,
    /** The disk, or the quota, is full. */
    IO_1,
    /** The place cannot be written. */
    IO_2,
    /** The output directory is not empty, or is a file. */
    IO_3,
    /** The new files are in place, but those they replaced cannot be removed. */
    IO_4,
    /** The output is no file that can be written. */
    IO_5,
    /** A JSON file cannot be read, or holds something else than an object. */
    JSON_1,
    /** No model is there under this path or name. */
    MODEL_1,
    /** A file of the model is missing. */
    MODEL_2,
    /** A file of the model cannot be read, or is not in its format. */
    MODEL_3,
    /** A key in a JSON file of the model is missing or out of its range. */
    MODEL_4,
    /** The model lacks a tensor. */
    MODEL_5,
    /** The model has a tensor that its network does not have. */
    MODEL_6,
    /** A tensor of the model has another shape or type than its network. */
    MODEL_7,
    /** The vocabulary has another number of tokens than the embedding table has rows. */
    MODEL_8,
    /** The tensors of the model have more faults than are shown. */
    MODEL_9,
    /** The file of n-grams is damaged, or made for another vocabulary. */
    NGRAM_1,
    /** Backend {@code onnx} has no such device. */
    ONNX_1,
    /** Backend {@code onnx} has no such precision on the CPU. */
    ONNX_2,
    /** Backend {@code onnx} is to use CUDA, but ONNX Runtime's libraries for CUDA are not there. */
    ONNX_3,
    /** ONNX Runtime cannot use the CUDA device. */
    ONNX_4,
    /** The ONNX model cannot be run: there is no such file, or ONNX Runtime refuses it. */
    ONNX_5,
    /** The native libraries of ONNX Runtime cannot be loaded. */
    ONNX_6,
    /** Two files of outputs that should belong together have different numbers of lines. */
    OUTPUT_1,
    /** Two files of outputs that should belong together differ in a source or a reference. */
    OUTPUT_2,
    /** No plugin of this kind has the name. */
    PLUGIN_1,
    /** A plugin cannot be loaded and is left out. */
    PLUGIN_2,
    /** Two plugins of one kind have the same name. */
    PLUGIN_3,
    /** A place that should hold plugins is neither a jar nor a directory with jars. */
    PLUGIN_4,
    /** A setting of a plugin has the name of a flag that the verb has already. */
    PLUGIN_5,
    /** A phase of a recipe cannot be read. */
    RECIPE_1,
    /** A recipe names an objective or setting that there is not. */
    RECIPE_2,
    /** An objective has nothing to do for this kind of teacher. */
    RECIPE_3,
    /** The run was limited by time, so it cannot be repeated exactly. */
    REPRO_1,
    /** A run has begun in the directory that is to hold a new one. */
    RUN_1,
    /** There is no run to continue. */
    RUN_2,
    /** A setting differs from that of the run that is continued. */
    RUN_3,
    /** The run is one of another kind. */
    RUN_4,
    /** A checkpoint is damaged. */
    RUN_5,
    /** The run has no checkpoint of this step. */
    RUN_7,
    /** Another job is at work in the run directory. */
    RUN_8,
    /** A checkpoint does not say which job wrote it, and with which settings. */
    RUN_9,
    /** The sampler cannot walk the teacher's noise schedule. */
    SAMPLER_1,
    /** The tensors for the score do not fit the model. */
    SCORE_1,
    /** The body of a request to the server is too large. */
    SERVE_1,
    /** The key of the server is missing from a request, or another one is given. */
    SERVE_2,
    /** So much waits for the server's model that a request finds no room. */
    SERVE_3,
    /** A request takes longer than the server allows: its body to come, or its texts to be written. */
    SERVE_4,
    /** The server is shutting down. */
    SERVE_5,
    /** The server has nothing at this path, or nothing for this method of HTTP. */
    SERVE_6,
    /** The body of a request to the server is not said to be JSON. */
    SERVE_7,
    /** The server cannot listen at the address. */
    SERVE_8,
    /** The file that should hold the server's key cannot be used. */
    SERVE_9,
    /** There is no setting of this name. */
    SETTING_1,
    /** The value of a setting is out of its range, or does not fit another. */
    SETTING_2,
    /** A tensor would have more elements than an engine can hold. */
    SIZE_1,
    /** A safetensors file cannot be read at all: there is none, or access fails. */
    TENSOR_1,
    /** A safetensors file is cut off, or in another format. */
    TENSOR_2,
    /** The header of a safetensors file is not a JSON object. */
    TENSOR_3,
    /** An entry in the header of a safetensors file is not as the format has it. */
    TENSOR_4,
    /** A tensor has elements of a type that is not read. */
    TENSOR_5,
    /** A tensor's shape does not fit the bytes stored for it, or is too large. */
    TENSOR_6,
    /** The tensors of a safetensors file leave gaps, overlap, or end before the file does. */
    TENSOR_7,
    /** A boolean tensor has an element that is neither 0 nor 1. */
    TENSOR_8,
    /** The header of a safetensors file has more faults than are shown. */
    TENSOR_9,
    /** A safetensors file lacks a tensor that is asked for. */
    TENSOR_10,
    /** A tensor has a number that is not finite. */
    TENSOR_11,
    /** The text to read is not in UTF-8. */
    TEXT_1,
    /** The text to read cannot be read. */
    TEXT_2,
    /** A source has words that the model does not know. */
    TEXT_3,
    /** A source is too long for the model. */
    TEXT_4,
    /** A line of the text to read is longer than any sentence. */
    TEXT_5,
    /** Backend {@code tf} has no such device. */
    TF_1,
    /** Backend {@code tf} is to use CUDA, but TensorFlow's libraries for CUDA are not there. */
    TF_2,
    /** Backend {@code tf} writes no profile. */
    TF_3,
    /** TensorFlow finds no CUDA device of this number. */
    TF_4,
    /** The native libraries of TensorFlow cannot be loaded. */
    TF_5,
    /** There is no tokenizer of this name. */
    TOKEN_1,
    /** A {@code tokenizer.json} is not one of BERT's kind, which is what can be read. */
    TOKEN_2,
    /** A {@code tokenizer.json} is damaged, or of a kind that Hugging Face's library is not trusted with. */
    TOKEN_3,
    /** The native library of Hugging Face's tokenizers cannot be loaded. */
    TOKEN_4,
    /** A training diverged: too many updates had losses or gradients that are not finite. */
    TRAIN_1,
    /** A training made no update at all, so that no model is written. */
    TRAIN_2,
    /** The workers that share a training failed, again and again. */
    TRAIN_3,
    /** A vocabulary lacks a special token. */
    VOCAB_1,
    /** A vocabulary has a token twice. */
    VOCAB_2,
    /** A line of a vocabulary is not in UTF-8. */
    VOCAB_3,
    /** A vocabulary cannot be read. */
    VOCAB_4,
    /** A vocabulary is too large. */
    VOCAB_5,
    /** A token has characters that a line of a vocabulary cannot hold. */
    VOCAB_6,
    /** Too many words of the data are unknown to the vocabulary. */
    VOCAB_10,
    /** A YAML file cannot be read, or holds something else than plain values by name. */
    YAML_1;

    /** As users see it: {@code DLM-DATA-2}. */
    @Override
    public String toString() {
        return "DLM-" + name().replace('_', '-');
    }
}
