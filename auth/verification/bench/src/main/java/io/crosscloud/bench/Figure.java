package io.crosscloud.bench;

/** Something that is measured on its own, of all libraries in the same run. */
interface Figure {
    void measure(boolean quick, Table table) throws Exception;
}
