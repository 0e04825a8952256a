package io.penstock.guard;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Tells the addresses of the public Internet from all others, after the special-purpose registries of IANA. */
final class PublicAddresses {

    private static final List<Block> NOT_PUBLIC_V4 = blocks(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            // Not special to IANA, but the address under which Azure's hosts talk to their machines.
            "168.63.129.16/32",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4");

    /** All unicast that IANA ever gave out; what lies outside is local, multicast or nobody's. */
    private static final Block GLOBAL_V6 = Block.of("2000::/3");

    /** Teredo (in the first) and 6to4 (2002) carry IPv4 addresses to relays that hardly exist any more, so they are refused whole. */
    private static final List<Block> NOT_PUBLIC_V6 =
            blocks("2001::/23", "2001:db8::/32", "2002::/16", "3ffe::/16", "3fff::/20");

    /** What a DNS64 makes of a public IPv4 address has this prefix, so here the address inside decides. */
    private static final Block NAT64 = Block.of("64:ff9b::/96");

    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    private PublicAddresses() {}

    static boolean contain(InetAddress address) {
        var bytes = address.getAddress();
        return bytes.length == 4 ? isPublicV4(bytes) : isPublicV6(bytes);
    }

    private static boolean isPublicV4(byte[] address) {
        return NOT_PUBLIC_V4.stream().noneMatch(block -> block.contains(address));
    }

    private static boolean isPublicV6(byte[] address) {
        if (NAT64.contains(address) || Arrays.equals(address, 0, MAPPED.length, MAPPED, 0, MAPPED.length)) {
            return isPublicV4(Arrays.copyOfRange(address, 12, 16));
        }
        return GLOBAL_V6.contains(address) && NOT_PUBLIC_V6.stream().noneMatch(block -> block.contains(address));
    }

    private static List<Block> blocks(String... cidrs) {
        return Stream.of(cidrs).map(Block::of).toList();
    }
}
