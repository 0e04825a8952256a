package io.penstock.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicAddressesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                // this host
                "0.0.0.0",
                "0.0.0.1",
                "0.255.255.255",
                // private
                "10.0.0.0",
                "10.255.255.255",
                "172.16.0.0",
                "172.31.255.255",
                "192.168.0.0",
                "192.168.255.255",
                // behind a carrier's NAT
                "100.64.0.0",
                "100.100.100.200",
                "100.127.255.255",
                // loopback
                "127.0.0.1",
                "127.1.2.3",
                "127.255.255.255",
                // link-local, and the metadata of most clouds
                "169.254.0.0",
                "169.254.169.254",
                "169.254.255.255",
                "168.63.129.16",
                // protocols, documentation, relays, benchmarks
                "192.0.0.0",
                "192.0.0.192",
                "192.0.0.255",
                "192.0.2.1",
                "192.88.99.1",
                "198.18.0.0",
                "198.19.255.255",
                "198.51.100.7",
                "203.0.113.255",
                // multicast, reserved, broadcast
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.0",
                "255.255.255.254",
                "255.255.255.255"
            })
    void anIpv4AddressThatIsNotPublicIsTold(String literal) {
        assertThat(PublicAddresses.contain(InetAddress.ofLiteral(literal))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.0.0.0",
                "1.1.1.1",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.0",
                "93.184.216.34",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "168.63.129.15",
                "168.63.129.17",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "191.255.255.255",
                "192.0.1.0",
                "192.0.3.0",
                "192.88.98.255",
                "192.88.100.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "198.51.99.255",
                "198.51.101.0",
                "203.0.112.255",
                "203.0.114.0",
                "223.255.255.255"
            })
    void aPublicIpv4AddressIsTold(String literal) {
        assertThat(PublicAddresses.contain(InetAddress.ofLiteral(literal))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // any, loopback
                "::",
                "::1",
                // IPv4-compatible, of an address inside and of a public one
                "::127.0.0.1",
                "::10.0.0.1",
                "::8.8.8.8",
                // IPv4-mapped
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::ffff:a9fe:a9fe",
                "::ffff:0.0.0.0",
                // NAT64, of an address inside; and the local kind, of any
                "64:ff9b::127.0.0.1",
                "64:ff9b::10.1.2.3",
                "64:ff9b::169.254.169.254",
                "64:ff9b::",
                "64:ff9b:1::8.8.8.8",
                "64:ff9b:0:0:0:1:808:808",
                // Teredo and other protocols
                "2001::1",
                "2001:0:4136:e378:8000:63bf:3fff:fdd2",
                "2001:2::1",
                "2001:10::1",
                "2001:20::1",
                "2001:1ff:ffff::1",
                // 6to4, of addresses inside and of a public one
                "2002:7f00:1::",
                "2002:a00:1::1",
                "2002:a9fe:a9fe::",
                "2002:808:808::",
                // documentation, the 6bone
                "2001:db8::1",
                "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
                "3fff::1",
                "3fff:fff::1",
                "3ffe::1",
                // discard, segment routing, unique-local, link-local, site-local, multicast
                "100::1",
                "5f00::1",
                "fc00::1",
                "fd00:ec2::254",
                "fdff:ffff::1",
                "fe80::1",
                "fe80::a9fe:a9fe",
                "febf::1",
                "fec0::1",
                "ff02::1",
                "ff0e::1",
                // nobody's
                "1fff::1",
                "4000::1",
                "8000::1",
                "fbff::1"
            })
    void anIpv6AddressThatIsNotPublicIsTold(String literal) {
        assertThat(PublicAddresses.contain(InetAddress.ofLiteral(literal))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2000::1",
                "2001:200::1",
                "2001:4860:4860::8888",
                "2001:db7:ffff::1",
                "2001:db9::1",
                "2001:ffff::1",
                "2003::1",
                "2606:4700:4700::1111",
                "2a00:1450:4001:81b::200e",
                "3ffd::1",
                "3fff:1000::1",
                "::ffff:8.8.8.8",
                "64:ff9b::8.8.8.8",
                "64:ff9b::5db8:d822"
            })
    void aPublicIpv6AddressIsTold(String literal) {
        assertThat(PublicAddresses.contain(InetAddress.ofLiteral(literal))).isTrue();
    }

    @Test
    void aMappedAddressThatStayedIpv6IsJudgedByTheOneInside() throws UnknownHostException {
        assertThat(PublicAddresses.contain(mapped(127, 0, 0, 1))).isFalse();
        assertThat(PublicAddresses.contain(mapped(8, 8, 8, 8))).isTrue();
    }

    /** The usual factories turn such an address into an IPv4 one. */
    private static Inet6Address mapped(int... v4) throws UnknownHostException {
        var bytes = new byte[16];
        bytes[10] = -1;
        bytes[11] = -1;
        for (int i = 0; i < 4; i++) {
            bytes[12 + i] = (byte) v4[i];
        }
        return Inet6Address.getByAddress(null, bytes, 0);
    }
}
