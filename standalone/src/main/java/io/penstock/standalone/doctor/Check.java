package io.penstock.standalone.doctor;

/**
 * Of one thing that processes need.
 *
 * @param says what is there, or what is wrong and what to do about it
 */
public record Check(String what, boolean well, String says) {

    static Check well(String what, String says) {
        return new Check(what, true, says);
    }

    static Check ill(String what, String says) {
        return new Check(what, false, says);
    }
}
