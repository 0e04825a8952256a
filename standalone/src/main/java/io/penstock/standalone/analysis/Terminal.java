package io.penstock.standalone.analysis;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;

/** Whether somebody is looking. */
final class Terminal {

    static final int OUT = 1;
    static final int ERR = 2;

    private Terminal() {}

    /** Java itself only tells it of input and output together. */
    @SuppressWarnings("restricted")
    static boolean is(int descriptor) {
        var linker = Linker.nativeLinker();
        var isatty = linker.defaultLookup().find("isatty");
        if (isatty.isEmpty()) {
            return false;
        }
        try {
            return (int) linker.downcallHandle(
                                    isatty.get(), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT))
                            .invokeExact(descriptor)
                    == 1;
        } catch (Throwable e) {
            return false;
        }
    }
}
