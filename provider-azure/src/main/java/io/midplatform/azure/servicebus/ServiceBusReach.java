package io.midplatform.azure.servicebus;

import io.midplatform.ErrorCode;
import io.midplatform.Secret;
import io.midplatform.azure.session.AzureSession;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Why a namespace cannot be reached. The SDK tries to connect for ever and tells nobody what is wrong, so that every call would only end at its deadline.
 * Thread-safe.
 */
final class ServiceBusReach {
    private static final int PATIENCE_MILLIS = 1000;
    private static final int TLS_PORT = 5671;
    private static final int PLAIN_PORT = 5672;
    private static final Pattern ENDPOINT = Pattern.compile("(?i)endpoint=sb://([^/:;]+)(?::(\\d+))?");

    private final @Nullable String host;
    private final int port;
    private final boolean tls;
    private volatile @Nullable Failure trouble;

    private ServiceBusReach(@Nullable String host, int port, boolean tls) {
        this.host = host;
        this.port = port;
        this.tls = tls;
    }

    static ServiceBusReach of(AzureSession session, ServiceBusSettings settings, Optional<String> namespace) {
        if (settings.transport() == ServiceBusSettings.Transport.WEB_SOCKETS) {
            return new ServiceBusReach(null, 0, true); // a proxy may be on the way
        }
        String connection =
                session.credentials().connectionString().map(Secret::reveal).orElse("");
        boolean tls = !connection.toLowerCase(Locale.ROOT).contains("usedevelopmentemulator=true");
        int usual = tls ? TLS_PORT : PLAIN_PORT;
        Matcher told = ENDPOINT.matcher(connection);
        return told.find()
                ? new ServiceBusReach(
                        told.group(1), told.group(2) == null ? usual : Integer.parseInt(told.group(2)), tls)
                : new ServiceBusReach(namespace.map(ServiceBusClients::host).orElse(null), usual, tls);
    }

    /** Looks, for a moment, after a call has failed that should not. */
    void look() {
        trouble = host == null ? null : found(host);
    }

    /** What a call fails with whose time has run out. */
    Exception late(TimeoutException late) {
        Failure known = known();
        return known == null ? late : new DriverException(known, late);
    }

    /** Fails where nothing can come. */
    void check() {
        Failure known = known();
        if (known != null) {
            throw new DriverException(known, null);
        }
    }

    /** What was wrong when it was looked last; then that is done again, for it may have been mended. */
    private @Nullable Failure known() {
        Failure known = trouble;
        if (known != null) {
            ServiceBusCalls.leave(this::look);
        }
        return known;
    }

    private @Nullable Failure found(String name) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByName(name), port), PATIENCE_MILLIS);
            if (tls) {
                shake(socket, name);
            }
            return null;
        } catch (UnknownHostException e) {
            return away(
                    "the host name of the namespace cannot be resolved: " + name + ".",
                    "Check the setting 'namespace' or the connection string, and name resolution.");
        } catch (SSLException e) {
            return away(
                    name + " shows no certificate that is trusted: " + e.getMessage() + ".",
                    "Give the JVM the authority in its trust store; 'http.tls-ca' does not hold for AMQP.");
        } catch (IOException e) {
            return away(
                    "port " + port + " of " + name + " cannot be reached.",
                    "Check the namespace and the network; where only HTTPS gets out, set service-bus.transport:"
                            + " web-sockets.");
        } catch (NoSuchAlgorithmException e) {
            return null; // the SDK tells
        }
    }

    /** As the SDK does it. */
    private void shake(Socket socket, String name) throws IOException, NoSuchAlgorithmException {
        socket.setSoTimeout(PATIENCE_MILLIS);
        try (SSLSocket secure =
                (SSLSocket) SSLContext.getDefault().getSocketFactory().createSocket(socket, name, port, true)) {
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
            secure.startHandshake();
        }
    }

    private static Failure away(String reason, String advice) {
        return Failure.of(ErrorCode.UNAVAILABLE, reason).advice(advice).retrying();
    }
}
