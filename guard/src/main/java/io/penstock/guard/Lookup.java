package io.penstock.guard;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** All addresses of a name, or the one of a literal. */
@FunctionalInterface
public interface Lookup {

    InetAddress[] addresses(String host) throws UnknownHostException;
}
