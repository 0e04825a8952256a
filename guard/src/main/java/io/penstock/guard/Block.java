package io.penstock.guard;

import java.net.InetAddress;

/** A block of addresses of one family, such as 10.0.0.0/8. */
final class Block {

    private final byte[] base;
    private final int bits;

    private Block(byte[] base, int bits) {
        this.base = base;
        this.bits = bits;
    }

    static Block of(String cidr) {
        var slash = cidr.indexOf('/');
        return new Block(
                InetAddress.ofLiteral(cidr.substring(0, slash)).getAddress(),
                Integer.parseInt(cidr, slash + 1, cidr.length(), 10));
    }

    boolean contains(byte[] address) {
        if (address.length != base.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> bit % 8;
            if (((address[bit / 8] ^ base[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
