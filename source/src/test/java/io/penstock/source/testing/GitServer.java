package io.penstock.source.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;
import org.jspecify.annotations.Nullable;

/** A git server on the loopback, with one repository, which can be made to do what servers do when they fail. */
public final class GitServer implements AutoCloseable {

    /** @param authorization the header */
    public record Seen(String request, @Nullable String authorization) {}

    /** What it does with a request; false if that is all. */
    @FunctionalInterface
    private interface Mood {
        boolean serve(HttpExchange exchange) throws IOException;
    }

    private static final String PATH = "/mill.git";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Repository repository;
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private volatile Mood mood = exchange -> true;
    private volatile Mood packs = exchange -> true;
    private volatile long cutAfter = Long.MAX_VALUE;
    private volatile long promised;
    private volatile boolean old;

    /** @param folder for its repository */
    public static GitServer start(Path folder) {
        try {
            return new GitServer(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private GitServer(Path folder) throws IOException {
        repository = new FileRepositoryBuilder()
                .setGitDir(folder.resolve("mill.git").toFile())
                .setBare()
                .build();
        repository.create(true);
        repository.updateRef("HEAD").link("refs/heads/main");
        set("uploadpack", "allowAnySHA1InWant", true);
        set("uploadpack", "allowFilter", true);
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    public String url() {
        return url("127.0.0.1");
    }

    public String url(String host) {
        return "http://" + host + ":" + server.getAddress().getPort() + PATH;
    }

    public Commits commit() {
        return new Commits(repository);
    }

    /** An annotated tag for what a branch stands for. */
    public void tag(String name, String commit) {
        run(() -> new Commits(repository).tag(name, ObjectId.fromString(commit)));
    }

    /** A ref for any object. */
    public void point(String ref, String id) {
        run(() -> new Commits(repository).point(ref, ObjectId.fromString(id)));
    }

    /** A commit of a tree that is made by hand. */
    public String commitOf(TreeMaker maker) {
        var commit = new Commits(repository);
        var made = new ObjectId[1];
        run(() -> {
            made[0] = commit.commit(maker.tree(commit.inserter()));
            commit.point("refs/heads/main", made[0]);
        });
        return made[0].name();
    }

    @FunctionalInterface
    public interface TreeMaker {
        ObjectId tree(ObjectInserter inserter) throws IOException;
    }

    public List<Seen> seen() {
        return List.copyOf(seen);
    }

    /** A server that gives out only what its refs stand for. */
    public GitServer refusingIds() {
        set("uploadpack", "allowAnySHA1InWant", false);
        old = true;
        return this;
    }

    public GitServer withoutFilters() {
        set("uploadpack", "allowFilter", false);
        return this;
    }

    /** Lets in who shows that token as a password. */
    public GitServer wanting(String authorization) {
        mood = exchange -> {
            if (authorization.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                return true;
            }
            exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"mill\"");
            return answer(exchange, 401, "");
        };
        return this;
    }

    public GitServer answering(int status) {
        mood = exchange -> answer(exchange, status, "no");
        return this;
    }

    /** Answers each request with that, whatever it is. */
    public GitServer answering(String contentType, String body) {
        mood = exchange -> {
            exchange.getResponseHeaders().set("Content-Type", contentType);
            return answer(exchange, 200, body);
        };
        return this;
    }

    /** @param place of which the rest of the request's path is added */
    public GitServer redirecting(String place) {
        mood = exchange -> {
            var rest = exchange.getRequestURI().toString().substring(PATH.length());
            exchange.getResponseHeaders().set("Location", place + rest);
            return answer(exchange, 301, "");
        };
        return this;
    }

    public GitServer redirectingExactly(String location) {
        mood = exchange -> {
            exchange.getResponseHeaders().set("Location", location);
            return answer(exchange, 302, "");
        };
        return this;
    }

    /** Never answers. */
    public GitServer stalling() {
        mood = this::stall;
        return this;
    }

    /** Never answers who wants files. */
    public GitServer stallingPacks() {
        packs = this::stall;
        return this;
    }

    /** Breaks connections off after so much of an answer with files. */
    public GitServer cuttingPacks(long bytes) {
        cutAfter = bytes;
        promised = bytes + 1;
        return this;
    }

    /** Ends answers with files after so much of them, as if that were all. */
    public GitServer shorteningPacks(long bytes) {
        cutAfter = bytes;
        return this;
    }

    /** Sends progress for ever to who wants files. */
    public GitServer endless() {
        packs = exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/x-git-upload-pack-result");
            exchange.sendResponseHeaders(200, 0);
            var line = new PacketLineOut(exchange.getResponseBody());
            line.writeString("packfile\n");
            var progress = ("\002" + "x".repeat(60_000)).getBytes(StandardCharsets.UTF_8);
            while (closed.getCount() > 0) {
                line.writePacket(progress);
                line.flush();
            }
            return false;
        };
        return this;
    }

    private boolean stall(HttpExchange exchange) throws IOException {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            seen.add(new Seen(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                    exchange.getRequestHeaders().getFirst("Authorization")));
            var path = exchange.getRequestURI().getPath();
            if (!mood.serve(exchange)) {
                return;
            }
            if (path.equals(PATH + "/info/refs")) {
                advertise(exchange);
            } else if (path.equals(PATH + "/git-upload-pack")) {
                upload(exchange);
            } else {
                answer(exchange, 404, "");
            }
        }
    }

    private void advertise(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/x-git-upload-pack-advertisement");
        exchange.sendResponseHeaders(200, 0);
        var line = new PacketLineOut(exchange.getResponseBody());
        pack(exchange).sendAdvertisedRefs(new PacketLineOutRefAdvertiser(line), "git-upload-pack");
        line.flush();
    }

    private void upload(HttpExchange exchange) throws IOException {
        var body = body(exchange);
        var wantsFiles = new String(body, StandardCharsets.ISO_8859_1).contains("want ");
        if (wantsFiles && !packs.serve(exchange)) {
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", "application/x-git-upload-pack-result");
        exchange.sendResponseHeaders(200, wantsFiles ? promised : 0);
        var out = wantsFiles ? new Cut(exchange.getResponseBody(), cutAfter) : exchange.getResponseBody();
        pack(exchange).upload(new ByteArrayInputStream(body), out, null);
    }

    private static byte[] body(HttpExchange exchange) throws IOException {
        InputStream in = exchange.getRequestBody();
        if ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
            in = new GZIPInputStream(in);
        }
        return in.readAllBytes();
    }

    private UploadPack pack(HttpExchange exchange) {
        var pack = new UploadPack(repository);
        pack.setBiDirectionalPipe(false);
        var protocol = exchange.getRequestHeaders().getFirst("Git-Protocol");
        if (protocol != null && !old) {
            pack.setExtraParameters(Set.of(protocol));
        }
        return pack;
    }

    private static boolean answer(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        return false;
    }

    private void set(String section, String name, boolean value) {
        repository.getConfig().setBoolean(section, null, name, value);
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void run(Work work) {
        try {
            work.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
        repository.close();
    }

    /** Ends in the middle. */
    private static final class Cut extends OutputStream {

        private final OutputStream out;
        private long left;

        Cut(OutputStream out, long left) {
            this.out = out;
            this.left = left;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (length > left) {
                out.write(bytes, offset, (int) left);
                out.flush();
                throw new IOException("Cut");
            }
            left -= length;
            out.write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }
    }
}
