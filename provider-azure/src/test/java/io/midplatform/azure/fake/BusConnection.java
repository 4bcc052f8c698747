package io.midplatform.azure.fake;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.amqp.messaging.Target;
import org.apache.qpid.proton.engine.Collector;
import org.apache.qpid.proton.engine.Connection;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Event;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Sasl;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.engine.Session;
import org.apache.qpid.proton.engine.Transport;
import org.apache.qpid.proton.message.Message;
import org.jspecify.annotations.Nullable;

/** One client's connection: bytes to Proton's engine and back. All but reading is guarded by the fake. */
final class BusConnection implements Runnable {
    private static final AtomicLong TAGS = new AtomicLong();

    private final ServiceBusFake fake;
    private final Socket socket;
    private final Transport transport = Proton.transport();
    private final Connection connection = Proton.connection();
    private final Collector collector = Proton.collector();
    private final Sasl sasl;
    private volatile boolean open;
    private final List<BusOutbound> outbound = new ArrayList<>();
    private final Map<String, Sender> replies = new HashMap<>();

    /** Until when the client may use what, by the audiences of its tokens. */
    private final Map<String, Instant> authorized = new HashMap<>();

    BusConnection(ServiceBusFake fake, Socket socket) {
        this.fake = fake;
        this.socket = socket;
        connection.collect(collector);
        sasl = transport.sasl();
        sasl.server();
        sasl.setMechanisms("ANONYMOUS", "PLAIN", "EXTERNAL", "MSSBCBS");
        transport.bind(connection);
    }

    @Override
    public void run() {
        byte[] buffer = new byte[64 << 10];
        try (socket) {
            socket.setTcpNoDelay(true);
            if (socket instanceof SSLSocket secure) {
                secure.setSoTimeout(30_000);
                secure.startHandshake();
            }
            open = true;
            socket.setSoTimeout(200);
            while (true) {
                int read;
                try {
                    read = socket.getInputStream().read(buffer);
                } catch (SocketTimeoutException e) {
                    read = 0;
                }
                if (read < 0) {
                    return;
                }
                byte[] bytes = buffer;
                int length = read;
                fake.locked(() -> input(bytes, length));
                if (transport.isClosed() && transport.pending() < 0) {
                    return;
                }
            }
        } catch (IOException e) {
            // the client is gone
        } finally {
            fake.locked(this::end);
        }
    }

    private void input(byte[] bytes, int length) {
        int done = 0;
        while (done < length) {
            int room = transport.capacity();
            if (room <= 0) {
                return;
            }
            int now = Math.min(room, length - done);
            ByteBuffer tail = transport.tail();
            tail.put(bytes, done, now);
            transport.process();
            done += now;
            events();
        }
        transport.tick(System.currentTimeMillis());
        expire();
        if (sasl.getState() != Sasl.SaslState.PN_SASL_PASS && sasl.getRemoteMechanisms().length > 0) {
            sasl.done(Sasl.SaslOutcome.PN_SASL_OK);
        }
        events();
    }

    /** A token is put: what it is for may be used until it ends. */
    void authorize(String type, String audience, String token) {
        authorized.put(audience, fake.tokens().check(type, audience, token));
    }

    /** Refuses what no token was put for, or only one that has ended meanwhile. */
    void checkAuthorized(String entity) {
        if (!isAuthorized(entity)) {
            throw BusTokens.refused("Unauthorized access. A claim is required to use '" + entity + "'.");
        }
    }

    private boolean isAuthorized(String entity) {
        Instant now = Instant.now();
        String wanted = "/" + entity.toLowerCase(Locale.ROOT) + "/";
        return authorized.entrySet().stream().anyMatch(known -> {
            String path = URI.create(known.getKey()).getPath().toLowerCase(Locale.ROOT) + "/";
            return wanted.startsWith(path) && known.getValue().isAfter(now);
        });
    }

    /** Ends the links whose tokens have ended. */
    private void expire() {
        for (BusOutbound known : new ArrayList<>(outbound)) {
            if (!isAuthorized(known.queue.name)) {
                known.detach(BusTokens.refused("ExpiredToken: The token is expired."));
            }
        }
    }

    private void end() {
        new ArrayList<>(outbound).forEach(BusOutbound::closed);
        fake.forget(this);
    }

    private void events() {
        for (Event event = collector.peek(); event != null; event = collector.peek()) {
            handle(event);
            collector.pop();
        }
    }

    private void handle(Event event) {
        switch (event.getType()) {
            case CONNECTION_REMOTE_OPEN -> connection.open();
            case SESSION_REMOTE_OPEN -> event.getSession().open();
            case LINK_REMOTE_OPEN -> attach(event.getLink());
            case DELIVERY -> delivery(event.getDelivery());
            case LINK_REMOTE_CLOSE, LINK_REMOTE_DETACH -> close(event.getLink());
            case SESSION_REMOTE_CLOSE -> close(event.getSession());
            case CONNECTION_REMOTE_CLOSE -> {
                new ArrayList<>(outbound).forEach(BusOutbound::closed);
                connection.close();
            }
            default -> {}
        }
    }

    private void close(Link link) {
        for (BusOutbound known : new ArrayList<>(outbound)) {
            if (link instanceof Sender sender && known.isOf(sender)) {
                known.closed();
            }
        }
        if (link.getLocalState() != EndpointState.CLOSED) {
            link.close();
        }
        link.free();
    }

    private void close(Session session) {
        for (BusOutbound known : new ArrayList<>(outbound)) {
            if (known.isIn(session)) {
                known.closed();
            }
        }
        session.close();
    }

    private void attach(Link link) {
        try {
            if (link instanceof Receiver receiver) {
                inbound(receiver);
            } else {
                outbound((Sender) link);
            }
        } catch (BusFailure e) {
            refuse(link, e);
        }
    }

    private void inbound(Receiver receiver) {
        BusInbound inbound = BusInbound.of(fake, this, receiver);
        receiver.setContext(inbound);
        receiver.setSource(receiver.getRemoteSource());
        receiver.setTarget(receiver.getRemoteTarget());
        receiver.setSenderSettleMode(receiver.getRemoteSenderSettleMode());
        receiver.setReceiverSettleMode(receiver.getRemoteReceiverSettleMode());
        receiver.setMaxMessageSize(org.apache.qpid.proton.amqp.UnsignedLong.valueOf(inbound.maxMessageBytes()));
        receiver.open();
        receiver.flow(1000);
    }

    private void outbound(Sender sender) {
        String address = ((Source) sender.getRemoteSource()).getAddress();
        if (address.equals("$cbs") || address.endsWith("/$management")) {
            sender.setSource(sender.getRemoteSource());
            sender.setTarget(sender.getRemoteTarget());
            sender.open();
            replies.put(((Target) sender.getRemoteTarget()).getAddress(), sender);
            return;
        }
        fake.fail("attach");
        checkAuthorized(address);
        BusOutbound link = new BusOutbound(fake, this, sender, fake.find(address));
        outbound.add(link);
        link.attach();
    }

    static void refuse(Link link, BusFailure failure) {
        if (link.getLocalState() == EndpointState.UNINITIALIZED) {
            link.open();
        }
        link.setCondition(failure.asCondition());
        link.close();
    }

    private void delivery(@Nullable Delivery delivery) {
        if (delivery == null) {
            return;
        }
        if (delivery.getLink() instanceof Receiver receiver) {
            if (delivery.isReadable() && !delivery.isPartial()) {
                byte[] bytes = new byte[delivery.pending()];
                receiver.recv(bytes, 0, bytes.length);
                receiver.advance();
                ((BusInbound) receiver.getContext()).transfer(delivery, bytes);
                receiver.flow(1);
            }
        } else if (delivery.isUpdated()) {
            for (BusOutbound known : new ArrayList<>(outbound)) {
                if (known.isOf((Sender) delivery.getLink())) {
                    known.updated(delivery);
                }
            }
            delivery.clear();
        }
    }

    /** Sends an answer to whom the request names. */
    void reply(@Nullable String to, Message response) {
        Sender link = replies.get(String.valueOf(to));
        if (link == null) {
            return;
        }
        byte[] buffer = new byte[1 << 20];
        int length = response.encode(buffer, 0, buffer.length);
        Delivery delivery = link.delivery(
                Long.toString(TAGS.incrementAndGet()).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        link.send(buffer, 0, length);
        delivery.settle();
    }

    List<BusOutbound> outbound() {
        return outbound;
    }

    void forget(BusOutbound link) {
        outbound.remove(link);
    }

    /** Brings out what the engine has to say. */
    void flush() {
        if (!open) {
            return; // it cannot be written to before TLS is agreed on
        }
        try {
            events();
            for (int pending = transport.pending(); pending > 0; pending = transport.pending()) {
                byte[] bytes = new byte[pending];
                transport.head().get(bytes);
                socket.getOutputStream().write(bytes);
                transport.pop(pending);
            }
            if (transport.pending() < 0) {
                socket.shutdownOutput();
            }
        } catch (IOException e) {
            drop();
        }
    }

    /** The cable is cut. */
    void drop() {
        try {
            socket.close();
        } catch (IOException e) {
            // it is closed enough
        }
    }
}
