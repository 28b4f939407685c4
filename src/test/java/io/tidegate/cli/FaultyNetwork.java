package io.tidegate.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A TCP proxy on this machine that can be slow, cut connections, leave them half open, or be away. */
final class FaultyNetwork implements AutoCloseable {

    private final ServerSocket server;
    private final int to;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private volatile long delayMillis;
    private volatile int bytesPerSecond = Integer.MAX_VALUE;
    private volatile boolean away;
    private volatile boolean closed;

    /** @param to port that it leads to */
    FaultyNetwork(int port, int to) {
        this.to = to;
        try {
            server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "network");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!closed) {
            try {
                connect(server.accept());
            } catch (IOException e) {
                // this proxy is being closed
            }
        }
    }

    private void connect(Socket from) throws IOException {
        Socket broker;
        try {
            broker = away ? null : new Socket(InetAddress.getLoopbackAddress(), to);
        } catch (IOException e) { // nobody listens there
            broker = null;
        }
        if (broker == null) {
            from.close(); // else whoever connected would wait for an answer until this socket is collected as garbage
            return;
        }
        Link link = new Link(from, broker);
        links.add(link);
        start(() -> link.pump(link.from, link.to));
        start(() -> link.pump(link.to, link.from));
    }

    /** One connection, both ways. */
    private final class Link {

        private final Socket from;
        private final Socket to;
        private volatile boolean halfOpen;

        private Link(Socket from, Socket to) {
            this.from = from;
            this.to = to;
        }

        private void pump(Socket source, Socket sink) {
            byte[] buffer = new byte[8192];
            try (source;
                    sink) {
                InputStream in = source.getInputStream();
                OutputStream out = sink.getOutputStream();
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    Thread.sleep(delayMillis + 1000L * read / bytesPerSecond);
                    if (!halfOpen) {
                        out.write(buffer, 0, read);
                    }
                }
                while (halfOpen && !closed) { // nobody is told
                    Thread.sleep(100);
                }
            } catch (IOException e) {
                // the other way was cut
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                links.remove(this);
            }
        }

        private void cut() {
            try {
                from.close();
                to.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Each piece that is sent takes so much longer. */
    void delay(long millis) {
        delayMillis = millis;
    }

    /** So many bytes a second go through each connection. */
    void throttle(int bytes) {
        bytesPerSecond = bytes;
    }

    /** Cuts all connections; new ones are taken. */
    void cut() {
        links.forEach(Link::cut);
    }

    /** What is sent over the connections that there are vanishes, and nobody is told; new ones are fine. */
    void leaveHalfOpen() {
        links.forEach(link -> link.halfOpen = true);
    }

    /** Cuts all connections and takes no new ones until told otherwise. */
    void away(boolean now) {
        away = now;
        if (now) {
            cut();
        }
    }

    @Override
    public void close() {
        closed = true;
        cut();
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
