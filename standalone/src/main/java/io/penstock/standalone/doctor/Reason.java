package io.penstock.standalone.doctor;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.core.convert.ConverterNotFoundException;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.util.unit.DataSize;

/** Why something is ill, in a sentence. */
final class Reason {

    private Reason() {}

    /** The innermost message says it best. */
    static String of(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage()).lines().findFirst().orElse(root.toString());
    }

    /** What cannot even be read of a setting, the innermost message says without its name. */
    static String of(BindException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConversionException unreadable) {
                return failure.getName() + " must be " + wanted(type(unreadable));
            }
        }
        return of((Throwable) failure);
    }

    private static Class<?> type(ConversionException unreadable) {
        TypeDescriptor type = switch (unreadable) {
            case ConversionFailedException failed -> failed.getTargetType();
            case ConverterNotFoundException none -> none.getTargetType();
            default -> TypeDescriptor.valueOf(Object.class);
        };
        return type.getObjectType();
    }

    private static String wanted(Class<?> type) {
        if (type.isEnum()) {
            return "one of " + List.of(type.getEnumConstants());
        } else if (type == Duration.class) {
            return "a time such as 30s";
        } else if (type == DataSize.class) {
            return "a size such as 32MB";
        } else if (type == Boolean.class) {
            return "true or false";
        }
        return Number.class.isAssignableFrom(type) ? "a whole number" : "something else";
    }
}
