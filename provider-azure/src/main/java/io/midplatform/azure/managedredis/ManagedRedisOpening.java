package io.midplatform.azure.managedredis;

import io.midplatform.azure.session.AzureSession;
import io.midplatform.cache.spi.CacheCapabilities;
import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.redis.RedisCaches;
import io.midplatform.redis.RedisTarget;
import io.midplatform.redis.RedisTls;
import io.midplatform.redis.RedisTuning;
import io.midplatform.spi.ProviderContext;
import java.util.List;
import java.util.Optional;

/** The part that needs the Redis provider. */
final class ManagedRedisOpening {
    private ManagedRedisOpening() {}

    static CacheCapabilities capabilities() {
        return RedisCaches.CAPABILITIES;
    }

    static CacheDriver open(ProviderContext context) {
        ManagedRedisSettings settings = context.settings(ManagedRedisSettings.class);
        RedisTarget target = target(settings);
        if (settings.password().isPresent()) {
            return RedisCaches.open(context, target, settings.prefix());
        }
        AzureSession session = AzureSession.of(context, settings.credentials(), settings.http());
        return RedisCaches.open(
                context,
                target,
                settings.prefix(),
                new EntraRedisTokens(session.tokens(), settings.username(), context.time()));
    }

    private static RedisTarget target(ManagedRedisSettings settings) {
        RedisTuning usual = RedisTuning.defaults();
        return new RedisTarget(
                settings.cluster() ? RedisTarget.Topology.CLUSTER : RedisTarget.Topology.STANDALONE,
                List.of(new RedisTarget.Node(settings.host().orElseThrow(), settings.port())),
                Optional.empty(),
                0,
                settings.password().isEmpty() ? Optional.empty() : settings.username(),
                settings.password(),
                // nodes announce addresses, and the certificate is for the name
                new RedisTls(
                        settings.tls(), RedisTls.Verify.HOST, settings.tlsCa(), Optional.empty(), Optional.empty()),
                RedisTarget.ReadFrom.MASTER,
                new RedisTuning(
                        usual.protocol(),
                        settings.connectTimeout(),
                        usual.keepAlive(),
                        usual.tcpUserTimeout(),
                        usual.requestQueue(),
                        usual.clientName()));
    }
}
