package io.midplatform.azure.fake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.messaging.Target;
import org.apache.qpid.proton.amqp.transaction.Coordinator;
import org.apache.qpid.proton.amqp.transaction.Declare;
import org.apache.qpid.proton.amqp.transaction.Declared;
import org.apache.qpid.proton.amqp.transaction.Discharge;
import org.apache.qpid.proton.amqp.transaction.TransactionalState;
import org.apache.qpid.proton.amqp.transport.DeliveryState;
import org.apache.qpid.proton.codec.CompositeReadableBuffer;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.message.Message;

/** A link from the client: messages for a queue, requests, or transactions. Guarded by the fake. */
abstract class BusInbound {
    private static final int BATCH_FORMAT = 0x80013700;
    private static final int REQUEST_BYTES = 1 << 20;

    static BusInbound of(ServiceBusFake fake, BusConnection connection, Receiver link) {
        if (link.getRemoteTarget() instanceof Coordinator) {
            return new Transactions(fake);
        }
        String address = ((Target) link.getRemoteTarget()).getAddress();
        if (address.equals("$cbs")) {
            return new Tokens(fake, connection);
        }
        if (address.endsWith("/$management")) {
            String entity = address.substring(0, address.length() - "/$management".length());
            connection.checkAuthorized(entity);
            BusQueue queue = fake.find(entity);
            return new Requests(connection, new BusManagement(fake, queue));
        }
        fake.fail("attach");
        connection.checkAuthorized(address);
        return new Messages(fake, connection, fake.find(address));
    }

    int maxMessageBytes() {
        return REQUEST_BYTES;
    }

    abstract void transfer(Delivery delivery, byte[] bytes);

    static Message decode(byte[] bytes) {
        Message message = Proton.message();
        message.decode(bytes, 0, bytes.length);
        return message;
    }

    private static void answer(Delivery delivery, DeliveryState state) {
        delivery.disposition(state);
        delivery.settle();
    }

    private static final class Messages extends BusInbound {
        private final ServiceBusFake fake;
        private final BusConnection connection;
        private final BusQueue queue;

        Messages(ServiceBusFake fake, BusConnection connection, BusQueue queue) {
            this.fake = fake;
            this.connection = connection;
            this.queue = queue;
        }

        @Override
        int maxMessageBytes() {
            return queue.options.maxMessageBytes();
        }

        @Override
        void transfer(Delivery delivery, byte[] bytes) {
            if (fake.isSilent("send")) {
                return;
            }
            try {
                fake.fail("send");
                connection.checkAuthorized(queue.name);
                if (bytes.length > queue.options.maxMessageBytes()) {
                    throw new BusFailure("amqp:link:message-size-exceeded", "The message is too large.");
                }
                List<Message> messages =
                        delivery.getMessageFormat() == BATCH_FORMAT ? batch(bytes) : List.of(decode(bytes));
                if (delivery.getRemoteState() instanceof TransactionalState state) {
                    fake.transactions().enlist(() -> messages.forEach(queue::enqueue), state.getTxnId());
                    TransactionalState answer = new TransactionalState();
                    answer.setTxnId(state.getTxnId());
                    answer.setOutcome(Accepted.getInstance());
                    answer(delivery, answer);
                } else {
                    messages.forEach(queue::enqueue);
                    answer(delivery, Accepted.getInstance());
                }
                fake.sent(messages.size());
            } catch (BusFailure e) {
                Rejected rejected = new Rejected();
                rejected.setError(e.asCondition());
                answer(delivery, rejected);
            }
        }

        private static List<Object> together(Message message) {
            return Arrays.asList(message.getGroupId(), new BusMessage(message, Instant.EPOCH).scheduledAt());
        }

        /** A batch is one message with several data sections, each an encoded message. */
        private static List<Message> batch(byte[] bytes) {
            List<Message> messages = new ArrayList<>();
            CompositeReadableBuffer all = new CompositeReadableBuffer();
            all.append(bytes);
            var decoder = new org.apache.qpid.proton.codec.DecoderImpl();
            org.apache.qpid.proton.codec.AMQPDefinedTypes.registerAllTypes(
                    decoder, new org.apache.qpid.proton.codec.EncoderImpl(decoder));
            decoder.setBuffer(all);
            while (all.hasRemaining()) {
                if (decoder.readObject() instanceof Data section) {
                    Binary one = section.getValue();
                    Message message = Proton.message();
                    message.decode(one.getArray(), one.getArrayOffset(), one.getLength());
                    messages.add(message);
                }
            }
            if (messages.stream().map(Messages::together).distinct().count() > 1) {
                throw new BusFailure(
                        "com.microsoft:argument-error",
                        "A batch is of one session and of one time: those of its first message.");
            }
            return messages;
        }
    }

    private static final class Requests extends BusInbound {
        private final BusConnection connection;
        private final BusManagement management;

        Requests(BusConnection connection, BusManagement management) {
            this.connection = connection;
            this.management = management;
        }

        @Override
        void transfer(Delivery delivery, byte[] bytes) {
            Message request = decode(bytes);
            Binary transaction =
                    delivery.getRemoteState() instanceof TransactionalState state ? state.getTxnId() : null;
            answer(delivery, Accepted.getInstance());
            connection.reply(request.getReplyTo(), management.answer(request, transaction));
        }
    }

    private static final class Tokens extends BusInbound {
        private final ServiceBusFake fake;
        private final BusConnection connection;

        Tokens(ServiceBusFake fake, BusConnection connection) {
            this.fake = fake;
            this.connection = connection;
        }

        @Override
        void transfer(Delivery delivery, byte[] bytes) {
            Message request = decode(bytes);
            answer(delivery, Accepted.getInstance());
            Message response = Proton.message();
            Map<String, Object> properties = new HashMap<>();
            try {
                fake.fail("token");
                Map<String, Object> told = request.getApplicationProperties().getValue();
                connection.authorize(
                        String.valueOf(told.get("type")),
                        String.valueOf(told.get("name")),
                        String.valueOf(((AmqpValue) request.getBody()).getValue()));
                properties.put("status-code", 202);
                properties.put("status-description", "Accepted");
            } catch (BusFailure e) {
                properties.put("status-code", e.status());
                properties.put("status-description", e.getMessage());
            }
            response.setApplicationProperties(new ApplicationProperties(properties));
            response.setCorrelationId(request.getMessageId());
            response.setBody(new AmqpValue(new HashMap<>()));
            connection.reply(request.getReplyTo(), response);
        }
    }

    private static final class Transactions extends BusInbound {
        private final ServiceBusFake fake;

        Transactions(ServiceBusFake fake) {
            this.fake = fake;
        }

        @Override
        void transfer(Delivery delivery, byte[] bytes) {
            Object body = ((AmqpValue) decode(bytes).getBody()).getValue();
            try {
                if (body instanceof Declare) {
                    fake.fail("declare");
                    Declared declared = new Declared();
                    declared.setTxnId(fake.transactions().declare());
                    answer(delivery, declared);
                } else if (body instanceof Discharge discharge) {
                    boolean roll = Boolean.TRUE.equals(discharge.getFail());
                    fake.transactions().discharge(discharge.getTxnId(), roll);
                    answer(delivery, Accepted.getInstance());
                }
            } catch (BusFailure e) {
                Rejected rejected = new Rejected();
                rejected.setError(e.asCondition());
                answer(delivery, rejected);
            }
        }
    }
}
