package io.penstock.source.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.penstock.catalog.analysis.PackedFile;
import io.penstock.guard.AllowedHosts;
import io.penstock.guard.Names;
import io.penstock.source.Caps;
import io.penstock.source.Progress;
import io.penstock.source.Source;
import io.penstock.source.SourceRefused;
import io.penstock.source.selection.Reason;
import io.penstock.source.selection.Selection;
import io.penstock.source.snapshot.Snapshot;
import io.penstock.source.testing.GitServer;
import io.penstock.source.testing.Reading;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoriesTest {

    private static final Caps CAPS = new Caps(10 << 20, 10 << 20, 1000, 100_000, Duration.ofMinutes(1));
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Selection ALL = Selection.of(null, null);

    @TempDir
    Path folder;

    private GitServer server;
    private Path work;

    @BeforeEach
    void start() throws IOException {
        server = GitServer.start(Files.createDirectory(folder.resolve("server")));
        work = folder.resolve("work");
    }

    @AfterEach
    void nothingStays() throws IOException {
        server.close();
        if (Files.exists(work)) {
            assertThat(work).isEmptyDirectory();
        }
    }

    @Test
    void aRefIsCheckedForTheCommitItStandsFor() throws Exception {
        var first = server.commit().file("a", "1").to("main");
        var second = server.commit().file("a", "2").to("topic/x");
        server.tag("v1", first);

        assertThat(check(null)).isEqualTo(first);
        assertThat(check("main")).isEqualTo(first);
        assertThat(check("topic/x")).isEqualTo(second);
        assertThat(check("refs/heads/topic/x")).isEqualTo(second);
        assertThat(check("v1")).isEqualTo(first);
        assertThat(check(second.toUpperCase(Locale.ROOT))).isEqualTo(second);
    }

    @Test
    void aRefThatThereIsNotIsToldWithBranchesThatThereAre() {
        for (var branch : List.of("main", "b", "c", "d", "e", "f")) {
            server.commit().file("a", "1").to(branch);
        }

        var refused = refusal("gone");

        assertThat(refused.code()).isEqualTo("git_ref_unknown");
        assertThat(refused.pointer()).isEqualTo("/source/ref");
        assertThat(refused.sentence()).isEqualTo("There is no branch or tag gone. There are b, c, d, e, f, and more.");
        assertThat(refusal("a..b").sentence()).isEqualTo("a..b cannot be the name of a branch or tag.");
    }

    @Test
    void anEmptyRepositoryHasNoRef() {
        assertThat(refusal((String) null).code()).isEqualTo("git_ref_unknown");
    }

    @Test
    void aCommitIsReadAsItIs() throws Exception {
        var latin = "gr\u00fc\u00df".getBytes(StandardCharsets.ISO_8859_1);
        var commit = server.commit()
                .file("mill/z.txt", "z")
                .file("mill-a.txt", "ä\r\n")
                .file("Z", "")
                .file("bin/wheel", new byte[] {'a', 0, 'b'})
                .file("bin/latin", latin)
                .file("large", "x".repeat(100_001))
                .file("vendor/x.go", "v")
                .file(".gitignore", "mill\n")
                .file("odd\\name", "o")
                .link("link", "/etc/passwd")
                .submodule("module")
                .to("main");

        try (var snapshot = open(null, commit, ALL, CAPS)) {
            try (var parts = Files.walk(work)) {
                assertThat(parts.filter(Files::isRegularFile)).hasSize(1);
            }
            assertThat(snapshot.version()).isEqualTo(commit);
            assertThat(Reading.paths(snapshot)).containsExactly(".gitignore", "Z", "mill-a.txt", "mill/z.txt");
            var file = snapshot.file(2);
            assertThat(file.text()).isEqualTo("ä\r\n");
            assertThat(file.sha256())
                    .isEqualTo(PackedFile.of("x", null, "ä\r\n").sha256());
            assertThat(snapshot.bytes()).isEqualTo(5 + 4 + 1);
            var left = snapshot.leftOut();
            assertThat(left.examples(Reason.BINARY)).containsExactly("bin/latin", "bin/wheel");
            assertThat(left.examples(Reason.TOO_LARGE)).containsExactly("large");
            assertThat(left.examples(Reason.LINK)).containsExactly("link");
            assertThat(left.examples(Reason.SUBMODULE)).containsExactly("module");
            assertThat(left.examples(Reason.IGNORED)).containsExactly("vendor/x.go");
            assertThat(left.examples(Reason.BAD_NAME)).containsExactly("odd\\name");
        }
    }

    @Test
    void onlyOneCommitIsFetched() throws Exception {
        server.commit()
                .file("old", Base64.getEncoder().encodeToString(random(300_000)))
                .to("main");
        server.tag("old", server.commit().file("old", "o").to("other"));
        var commit = server.commit().file("new", "n").to("main");

        try (var snapshot = open(null, commit, ALL, new Caps(5_000, 1000, 10, 1000, LONG))) {
            assertThat(Reading.paths(snapshot)).containsExactly("new");
        }
    }

    @Test
    void filesThatAreTooLargeAreNotEvenFetched() throws Exception {
        var commit = server.commit().file("a", "a").file("b", random(300_000)).to("main");
        var caps = new Caps(20_000, 10 << 20, 10, 1000, LONG);

        try (var snapshot = open(null, commit, ALL, caps)) {
            assertThat(Reading.paths(snapshot)).containsExactly("a");
            assertThat(snapshot.leftOut().count(Reason.TOO_LARGE)).isEqualTo(1);
        }
        server.withoutFilters();
        assertThat(refusal(null, commit, ALL, caps).code()).isEqualTo("git_too_large");
        try (var snapshot = open(null, commit, ALL, CAPS)) {
            assertThat(Reading.paths(snapshot)).containsExactly("a");
            assertThat(snapshot.leftOut().examples(Reason.TOO_LARGE)).containsExactly("b");
        }
    }

    @Test
    void aServerThatGivesNothingOutByIdIsAskedByRef() throws Exception {
        var first = server.commit().file("a", "1").to("main");
        server.refusingIds();
        try (var snapshot = open("main", first, ALL, CAPS)) {
            assertThat(snapshot.version()).isEqualTo(first);
        }
        var second = server.commit().file("a", "2").to("main");

        var told = new CopyOnWriteArrayList<String>();
        try (var snapshot = repositories()
                .open(
                        new Source.Git(server.url(), null),
                        first,
                        ALL,
                        CAPS,
                        (sentence, done, total) -> told.add(sentence))) {
            assertThat(snapshot.version()).isEqualTo(second);
            assertThat(snapshot.file(0).text()).isEqualTo("2");
        }
        assertThat(told).contains("The ref stands for another commit now");
        var refused = refusal(first, first, ALL, CAPS);
        assertThat(refused.code()).isEqualTo("git_ref_unknown");
        assertThat(refused.pointer()).isEqualTo("/source/ref");
    }

    @Test
    void aRefOfNoCommitCannotBeFetched() throws Exception {
        var tree = new String[1];
        server.commitOf(inserter -> {
            var id = inserter.insert(new TreeFormatter());
            tree[0] = id.name();
            return id;
        });
        server.point("refs/tags/tree", tree[0]);

        assertThat(refusal("tree", check("tree"), ALL, CAPS).code()).isEqualTo("git_broken");
    }

    @Test
    void treesWithinTreesAreCounted() {
        var commit = server.commitOf(inserter -> {
            var id = inserter.insert(Constants.OBJ_BLOB, new byte[] {'x'});
            var mode = FileMode.REGULAR_FILE;
            for (int depth = 0; depth < 12; depth++) {
                var tree = new TreeFormatter();
                for (char name = 'a'; name < 'k'; name++) {
                    tree.append(String.valueOf(name), mode, id);
                }
                id = inserter.insert(tree);
                mode = FileMode.TREE;
            }
            return id;
        });

        var refused = refusal(null, commit, ALL, CAPS);

        assertThat(refused.code()).isEqualTo("git_too_large");
        assertThat(refused.sentence()).contains("more than 1000 files");
    }

    @Test
    void hostileTreesNameNothingOutside() throws Exception {
        var commit = server.commitOf(inserter -> {
            var text = inserter.insert(Constants.OBJ_BLOB, new byte[] {'x'});
            var hook = new TreeFormatter();
            hook.append("config", FileMode.REGULAR_FILE, text);
            var inner = inserter.insert(hook);
            var tree = new TreeFormatter();
            tree.append("..", FileMode.TREE, inner);
            tree.append(".GIT", FileMode.TREE, inner);
            tree.append("a", FileMode.REGULAR_FILE, text);
            tree.append("a", FileMode.REGULAR_FILE, text);
            return inserter.insert(tree);
        });

        try (var snapshot = open(null, commit, ALL, CAPS)) {
            assertThat(Reading.paths(snapshot)).containsExactly("a");
            assertThat(snapshot.leftOut().examples(Reason.BAD_NAME)).containsExactly("../config", "a");
            assertThat(snapshot.leftOut().examples(Reason.IGNORED)).containsExactly(".GIT/config");
        }
    }

    @Test
    void selectedFilesTogetherHaveACap() {
        var commit = server.commit().file("a", "12345").file("b", "12345").to("main");

        assertThat(refusal(null, commit, ALL, new Caps(10_000, 9, 10, 10, LONG)).sentence())
                .isEqualTo("The selected files have more than 9 bytes.");
    }

    @Test
    void whatIsNotPublicIsForbidden() {
        for (var url : List.of(
                "http://127.0.0.1:" + port() + "/mill.git",
                "http://localhost/x",
                "http://10.0.0.1/x",
                "http://169.254.169.254/x",
                "http://[::1]/x",
                "http://224.0.0.1/x")) {
            var refused = refusal(new Repositories(AllowedHosts.NONE, Map.of(), work, Clock.systemUTC()), url);
            assertThat(refused.code()).as(url).isEqualTo("git_forbidden");
            assertThat(refused.pointer()).isEqualTo("/source/git");
        }
        assertThat(server.seen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc",
                "/etc",
                "ssh://a.test/x",
                "git://a.test/x",
                "git@a.test:x/y",
                "https://user:secret@a.test/x",
                "https://secret@a.test/x",
                "https://a.test/x?a=b",
                ""
            })
    void onlyPlainHttpAddressesAreCalled(String url) {
        var refused = refusal(repositories(), url);

        assertThat(refused.code()).isEqualTo("git_forbidden");
        assertThat(refused.sentence()).doesNotContain("secret");
    }

    @Test
    void aRedirectInsideIsForbidden() {
        server.redirecting("http://10.1.2.3/mill.git");

        var refused = refusal((String) null);

        assertThat(refused.code()).isEqualTo("git_forbidden");
        assertThat(refused.sentence()).startsWith("10.1.2.3 is not at a public address");
    }

    @Test
    void aNameThatMovesInsideBetweenTwoConnectionsIsForbidden() throws Exception {
        server.commit().file("a", "1").to("main");
        var names = new Names().answer("mill.test", "93.184.216.34").answer("mill.test", "127.0.0.1");
        names.addresses("mill.test");

        var refused = refusal(
                new Repositories(AllowedHosts.NONE, Map.of(), work, Clock.systemUTC(), names, LONG),
                server.url("mill.test"));

        assertThat(refused.code()).isEqualTo("git_forbidden");
        assertThat(server.seen()).isEmpty();
    }

    @Test
    void redirectsAreFollowedFiveTimes() throws Exception {
        var commit = server.commit().file("a", "1").to("main");
        var doors = new ArrayList<GitServer>();
        try {
            var next = server.url();
            for (int i = 0; i < 6; i++) {
                var door = GitServer.start(Files.createDirectory(folder.resolve("door" + i)));
                doors.add(door.redirecting(next));
                next = door.url();
            }
            assertThat(repositories().check(new Source.Git(doors.get(4).url(), null)))
                    .isEqualTo(commit);
            var refused = refusal(repositories(), doors.get(5).url());
            assertThat(refused.code()).isEqualTo("git_unreachable");
            assertThat(refused.sentence()).isEqualTo("It redirects more than 5 times.");
        } finally {
            doors.forEach(GitServer::close);
        }
    }

    @Test
    void aRedirectToALoginIsNotFound() {
        server.redirectingExactly("/users/sign_in");

        assertThat(refusal((String) null).code()).isEqualTo("git_not_found");
    }

    @Test
    void aRedirectToAnotherSchemeIsForbidden() {
        server.redirectingExactly("file:///etc/info/refs");

        assertThat(refusal((String) null).code()).isEqualTo("git_forbidden");
    }

    @Test
    void aRedirectFromHttpsToHttpIsForbidden() throws Exception {
        server.commit().file("a", "1").to("main");
        try (var door = new TlsDoor(folder, server.url())) {
            var untrusted = refusal(repositories(), door.url());
            assertThat(untrusted.code()).isEqualTo("git_unreachable");
            assertThat(untrusted.sentence()).contains("certificate");
            door.trust();
            var refused = refusal(repositories(Map.of("127.0.0.1", "s3cret")), door.url());
            assertThat(refused.code()).isEqualTo("git_forbidden");
            assertThat(refused.sentence()).contains("from https to http");
            assertThat(door.authorizations()).hasSize(1).allMatch(header -> header.startsWith("Basic "));
        }
        assertThat(server.seen()).isEmpty();
    }

    @Test
    void aTokenGoesToItsHostAlone() throws Exception {
        var commit = server.commit().file("a", "1").to("main");
        var header =
                "Basic " + Base64.getEncoder().encodeToString("x-access-token:s3cret".getBytes(StandardCharsets.UTF_8));
        server.wanting(header);
        var with = repositories(Map.of("127.0.0.1", "s3cret"));

        assertThat(with.check(new Source.Git(server.url(), null))).isEqualTo(commit);
        try (var snapshot = with.open(new Source.Git(server.url(), null), commit, ALL, CAPS, Progress.UNTOLD)) {
            assertThat(snapshot.files()).isEqualTo(1);
        }
        var without = refusal((String) null);
        assertThat(without.code()).isEqualTo("git_not_found");
        assertThat(without.sentence())
                .isEqualTo("The repository is not there, or not public; a token can be set for the host.");
        var wrong = refusal(repositories(Map.of("127.0.0.1", "wr0ng")), server.url());
        assertThat(wrong.code()).isEqualTo("git_not_found");
        assertThat(wrong.sentence()).contains("the token that is set").doesNotContain("wr0ng");
    }

    @Test
    void aTokenDoesNotFollowARedirectToAnotherHost() throws Exception {
        server.commit().file("a", "1").to("main");
        try (var door = GitServer.start(Files.createDirectory(folder.resolve("door")))) {
            door.redirecting(server.url("localhost"));
            repositories(Map.of("127.0.0.1", "s3cret")).check(new Source.Git(door.url(), null));
            assertThat(door.seen()).allMatch(seen -> seen.authorization() != null);
            assertThat(server.seen()).isNotEmpty().allMatch(seen -> seen.authorization() == null);
        }
    }

    @Test
    void aTokenIsNotSentInTheClear() throws Exception {
        server.commit().file("a", "1").to("main");
        var names = new Names();
        for (int i = 0; i < 9; i++) {
            names.answer("mill.test", "127.0.0.1");
        }
        new Repositories(
                        AllowedHosts.of("allow", List.of("mill.test")),
                        Map.of("mill.test", "s3cret"),
                        work,
                        Clock.systemUTC(),
                        names,
                        LONG)
                .check(new Source.Git(server.url("mill.test"), null));

        assertThat(server.seen()).isNotEmpty().allMatch(seen -> seen.authorization() == null);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 410})
    void whatIsNotThereOrNotPublicIsNotFound(int status) {
        assertThat(refusal(server.answering(status)).code()).isEqualTo("git_not_found");
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void aServerWithTroubleIsUnreachable(int status) {
        var refused = refusal(server.answering(status));

        assertThat(refused.code()).isEqualTo("git_unreachable");
        assertThat(refused.sentence()).isEqualTo("127.0.0.1 answered with " + status + ".");
    }

    @Test
    void whatDoesNotSpeakGitIsNoRepository() {
        assertThat(refusal(server.answering("text/html", "<html>")).code()).isEqualTo("not_a_repository");
        assertThat(refusal(server.answering(
                                "text/plain", "1111111111111111111111111111111111111111\trefs/heads/main\n"))
                        .code())
                .isEqualTo("not_a_repository");
        assertThat(refusal(server.answering("application/x-git-upload-pack-advertisement", "zzzz"))
                        .code())
                .isEqualTo("not_a_repository");
        assertThat(server.seen()).allMatch(seen -> seen.request().contains("/info/refs?service=git-upload-pack"));
    }

    @Test
    void anUnknownHostAndAClosedPortAreUnreachable() {
        assertThat(refusal(repositories(), "http://nowhere.invalid/x").code()).isEqualTo("git_unreachable");
        var url = server.url();
        server.close();
        assertThat(refusal(repositories(), url).code()).isEqualTo("git_unreachable");
    }

    @Test
    void whatSpeaksNoTlsWhereItShouldIsUnreachable() throws IOException {
        try (var plain = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            Thread.startVirtualThread(() -> {
                try (var connection = plain.accept()) {
                    connection
                            .getOutputStream()
                            .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                    connection.getInputStream().readAllBytes();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            var refused = refusal(repositories(), "https://127.0.0.1:" + plain.getLocalPort() + "/x");
            assertThat(refused.code()).isEqualTo("git_unreachable");
            assertThat(refused.sentence()).contains("TLS");
        }
    }

    @Test
    void aServerThatIsSilentIsGivenUp() {
        server.stalling();
        var repositories = new Repositories(
                allowed(), Map.of(), work, Clock.systemUTC(), InetAddress::getAllByName, Duration.ofMillis(300));

        var refused = refusal(repositories, server.url());

        assertThat(refused.code()).isEqualTo("git_unreachable");
        assertThat(refused.sentence()).isEqualTo("It did not answer within PT0.3S.");
    }

    @Test
    void aFetchThatTakesTooLongIsStopped() {
        var commit = server.commit().file("a", "1").to("main");
        server.stallingPacks();

        assertThat(refusal(null, commit, ALL, new Caps(1000, 1000, 10, 10, Duration.ofSeconds(1)))
                        .code())
                .isEqualTo("git_too_slow");
    }

    @Test
    void anEndlessAnswerIsStopped() {
        var commit = server.commit().file("a", "1").to("main");
        server.endless();

        var refused = refusal(null, commit, ALL, new Caps(1_000_000, 1000, 10, 10, LONG));

        assertThat(refused.code()).isEqualTo("git_too_large");
        assertThat(refused.sentence()).isEqualTo("More than 1000000 bytes would have to be fetched.");
    }

    @Test
    void anAnswerThatBreaksOffIsUnreachable() {
        var commit = server.commit().file("a", random(60_000)).to("main");
        server.cuttingPacks(20_000);

        assertThat(refusal(null, commit, ALL, CAPS).code()).isEqualTo("git_unreachable");
    }

    @Test
    void anAnswerThatIsNotAllIsBroken() {
        var commit = server.commit().file("a", random(60_000)).to("main");
        server.shorteningPacks(20_000);

        assertThat(refusal(null, commit, ALL, CAPS).code()).isEqualTo("git_broken");
    }

    @Test
    void aCheckOfWhatIsSelectedFetchesNoFiles() throws Exception {
        var content = random(60_000);
        server.commit().file("mill/a.bin", content).file("b.md", content).to("main");
        server.cuttingPacks(20_000);

        checkSelected(null, ALL, CAPS, LONG);
        checkSelected(null, Selection.of(List.of("*.bin"), null), CAPS, LONG);
        var nothing = refusedSelection(null, Selection.of(List.of("*.java"), null), CAPS, LONG);
        assertThat(nothing.code()).isEqualTo("nothing_selected");
        assertThat(nothing.pointer()).isEqualTo("/include");
        assertThat(nothing.sentence())
                .isEqualTo("include matches none of the 2 files, which end in .bin (1), .md (1).");
        assertThat(refusedSelection(null, Selection.of(null, List.of("*")), CAPS, LONG)
                        .pointer())
                .isEqualTo("/exclude");
        assertThat(refusedSelection(null, ALL, new Caps(10 << 20, 10 << 20, 1, 10, LONG), LONG)
                        .sentence())
                .isEqualTo("The repository has more than 1 files, folders and links.");
    }

    @Test
    void aCheckAtAServerThatLeavesNothingOutIsTheSame() {
        server.commit().file("a.bin", random(60_000)).to("main");
        server.withoutFilters();

        assertThat(refusedSelection(null, Selection.of(List.of("*.java"), null), CAPS, LONG)
                        .code())
                .isEqualTo("nothing_selected");
        server.refusingIds();
        assertThat(refusedSelection(null, Selection.of(List.of("*.java"), null), CAPS, LONG)
                        .code())
                .isEqualTo("nothing_selected");
    }

    @Test
    void aCommitThatThereIsNotIsFoundByTheCheck() {
        server.commit().file("a", "1").to("main");

        var refused = refusedSelection("1".repeat(40), ALL, CAPS, LONG);

        assertThat(refused.code()).isEqualTo("git_ref_unknown");
        assertThat(refused.pointer()).isEqualTo("/source/ref");
    }

    @Test
    void whatTakesLongerThanTheCheckIsLeftToWhoOpensIt() throws Exception {
        server.commit().file("a", "1").to("main");
        server.stallingPacks();

        checkSelected(null, Selection.of(List.of("*.java"), null), CAPS, Duration.ofMillis(300));
    }

    @Test
    void whatTakesMoreBytesThanTheCheckIsLeftToWhoOpensIt() throws Exception {
        server.commit().file("a", "1").to("main");
        server.endless();

        checkSelected(null, ALL, new Caps(1 << 30, 1000, 10, 10, LONG), LONG);
        assertThat(refusedSelection(null, ALL, new Caps(1_000_000, 1000, 10, 10, LONG), LONG)
                        .code())
                .isEqualTo("git_too_large");
    }

    @Test
    void progressIsTold() throws Exception {
        var commit = server.commit().file("a", "1").file("b", "2").to("main");
        var told = new CopyOnWriteArrayList<String>();

        repositories()
                .open(
                        new Source.Git(server.url(), null),
                        commit,
                        ALL,
                        CAPS,
                        (sentence, done, total) -> told.add(sentence + " " + done + "/" + total))
                .close();

        assertThat(told).contains("Fetching the repository 4/4", "Reading the files 2/2");
    }

    @Test
    void whatAKilledProcessLeftIsDeletedAfterADay() throws Exception {
        var commit = server.commit().file("a", "1").to("main");
        var old = work.resolve("snapshot-old");
        Files.createDirectories(old.resolve("repository.git"));
        Files.writeString(old.resolve("repository.git/pack"), "x");
        var young = Files.createDirectories(work.resolve("snapshot-young"));
        var others = Files.createDirectories(work.resolve("others"));
        var now = Instant.parse("2030-01-02T00:00:00Z");
        Files.setLastModifiedTime(old, FileTime.from(now.minus(Duration.ofHours(25))));
        Files.setLastModifiedTime(young, FileTime.from(now.minus(Duration.ofHours(23))));
        Files.setLastModifiedTime(others, FileTime.from(now.minus(Duration.ofHours(25))));

        new Repositories(allowed(), Map.of(), work, Clock.fixed(now, ZoneOffset.UTC))
                .open(new Source.Git(server.url(), null), commit, ALL, CAPS, Progress.UNTOLD)
                .close();

        assertThat(work).isDirectoryNotContaining(path -> path.equals(old));
        assertThat(young).exists();
        assertThat(others).exists();
        Files.delete(young);
        Files.delete(others);
    }

    @Test
    void nobodysSettingsAreRead() throws Exception {
        repositories();
        var system = SystemReader.getInstance();

        assertThat(system.getUserConfig().toText()).isEmpty();
        assertThat(system.getSystemConfig().toText()).isEmpty();
        assertThat(system.getJGitConfig().toText()).isEmpty();
        assertThat(system.getenv("GIT_CONFIG_GLOBAL")).isNull();
        assertThat(system).isInstanceOf(Isolated.class);
        assertThat(system.openUserConfig(null, FS.DETECTED).getFile().toString())
                .isEqualTo("none");
    }

    private static byte[] random(int length) {
        var random = new byte[length];
        new Random(1).nextBytes(random);
        return random;
    }

    private String check(@Nullable String ref) throws Exception {
        return repositories().check(new Source.Git(server.url(), ref));
    }

    private Snapshot open(@Nullable String ref, String commit, Selection selection, Caps caps) throws Exception {
        return repositories().open(new Source.Git(server.url(), ref), commit, selection, caps, Progress.UNTOLD);
    }

    private void checkSelected(@Nullable String ref, Selection selection, Caps caps, Duration time) throws Exception {
        repositories().check(new Source.Git(server.url(), ref), selection, caps, time);
    }

    private SourceRefused refusedSelection(@Nullable String ref, Selection selection, Caps caps, Duration time) {
        return catchThrowableOfType(SourceRefused.class, () -> checkSelected(ref, selection, caps, time));
    }

    private SourceRefused refusal(@Nullable String ref, String commit, Selection selection, Caps caps) {
        return catchThrowableOfType(SourceRefused.class, () -> open(ref, commit, selection, caps));
    }

    private SourceRefused refusal(@Nullable String ref) {
        return catchThrowableOfType(SourceRefused.class, () -> check(ref));
    }

    private SourceRefused refusal(GitServer at) {
        return refusal(repositories(), at.url());
    }

    private static SourceRefused refusal(Repositories repositories, String url) {
        return catchThrowableOfType(SourceRefused.class, () -> repositories.check(new Source.Git(url, null)));
    }

    private Repositories repositories() {
        return repositories(Map.of());
    }

    private Repositories repositories(Map<String, String> tokens) {
        return new Repositories(allowed(), tokens, work, Clock.systemUTC());
    }

    private static AllowedHosts allowed() {
        return AllowedHosts.of("allow", List.of("127.0.0.1", "localhost"));
    }

    private int port() {
        return URI.create(server.url()).getPort();
    }
}
