package io.penstock.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VettedResolverTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final Names names = new Names();

    @Test
    void exactlyTheAddressesOfOneAnswerAreGivenOut() throws UnknownHostException {
        names.answer("public.test", "93.184.216.34", "2606:4700:4700::1111");

        assertThat(resolver().resolve("public.test", 443))
                .extracting(address -> address.getAddress().getHostAddress())
                .containsExactly("93.184.216.34", "2606:4700:4700:0:0:0:0:1111");
        assertThat(names.asked()).containsExactly("public.test");
    }

    @Test
    void aNameThatMovesInsideIsRefusedFromThenOn() throws UnknownHostException {
        names.answer("rebinding.test", "93.184.216.34").answer("rebinding.test", "127.0.0.1");
        var resolver = resolver();

        assertThat(resolver.resolve("rebinding.test")).containsExactly(InetAddress.ofLiteral("93.184.216.34"));
        assertThatExceptionOfType(AddressNotAllowedException.class)
                .isThrownBy(() -> resolver.resolve("rebinding.test"));
    }

    @Test
    void oneAddressInsideRefusesAllOfAnAnswer() {
        names.answer("mixed.test", "93.184.216.34", "10.0.0.1");

        assertThatExceptionOfType(AddressNotAllowedException.class)
                .isThrownBy(() -> resolver().resolve("mixed.test"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.1",
                "2130706433",
                "017700000001",
                "0x7f000001",
                "0x7f.0.0.1",
                "0",
                "::1",
                "[::1]",
                "0:0:0:0:0:0:0:1",
                "::ffff:127.0.0.1",
                "[::ffff:7f00:1]",
                "64:ff9b::7f00:1",
                "fe80::1",
                "169.254.169.254",
                "2852039166"
            })
    void aLiteralInsideIsNeverResolvedHoweverItIsSpelled(String literal) {
        assertThatExceptionOfType(UnknownHostException.class)
                .isThrownBy(
                        () -> new VettedResolver(AllowedHosts.NONE, LONG, InetAddress::getAllByName).resolve(literal));
    }

    @Test
    void aLiteralOfTwoReadingsGoesWhereItWasJudged() throws UnknownHostException {
        assertThat(new VettedResolver(AllowedHosts.NONE, LONG, InetAddress::getAllByName).resolve("0177.0.0.1"))
                .containsExactly(InetAddress.ofLiteral("177.0.0.1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"inside.test", "INSIDE.test"})
    void anAllowedNameMayPointInside(String host) throws UnknownHostException {
        names.answer(host, "10.0.0.1");

        assertThat(resolver("inside.test").resolve(host)).containsExactly(InetAddress.ofLiteral("10.0.0.1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sub.inside.test", "inside.test.", "inside.test.example", "xinside.test"})
    void aNameThatOnlyResemblesAnAllowedOneIsRefused(String host) {
        names.answer(host, "10.0.0.1");

        assertThatExceptionOfType(AddressNotAllowedException.class)
                .isThrownBy(() -> resolver("inside.test").resolve(host));
    }

    @Test
    void anAllowedAddressDoesNotAllowTheNamesThatPointToIt() {
        names.answer("other.test", "127.0.0.1");

        assertThatExceptionOfType(AddressNotAllowedException.class)
                .isThrownBy(() -> resolver("127.0.0.1").resolve("other.test"));
    }

    @Test
    void anEmptyAnswerIsAnUnknownHost() {
        names.answer("empty.test");

        assertThatExceptionOfType(UnknownHostException.class)
                .isThrownBy(() -> resolver().resolve("empty.test"))
                .isNotInstanceOf(AddressNotAllowedException.class);
    }

    @Test
    void aLookUpThatTakesTooLongIsAnUnknownHost() {
        var resolver = new VettedResolver(AllowedHosts.NONE, Duration.ofMillis(1), Names::never);

        assertThatExceptionOfType(UnknownHostException.class).isThrownBy(() -> resolver.resolve("slow.test"));
    }

    private VettedResolver resolver(String... allow) {
        return new VettedResolver(AllowedHosts.of("allow", Set.of(allow)), LONG, names);
    }
}
