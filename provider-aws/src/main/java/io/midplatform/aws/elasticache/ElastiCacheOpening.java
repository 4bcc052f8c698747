package io.midplatform.aws.elasticache;

import io.midplatform.ErrorCode;
import io.midplatform.aws.session.AwsSession;
import io.midplatform.cache.spi.CacheCapabilities;
import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.redis.RedisCaches;
import io.midplatform.redis.RedisTarget;
import io.midplatform.redis.RedisTls;
import io.midplatform.redis.RedisTuning;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import io.midplatform.spi.ProviderContext;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/** The part that needs the Redis provider. */
final class ElastiCacheOpening {
    private ElastiCacheOpening() {}

    static CacheCapabilities capabilities() {
        return RedisCaches.CAPABILITIES;
    }

    static CacheDriver open(ProviderContext context) {
        ElastiCacheSettings settings = context.settings(ElastiCacheSettings.class);
        RedisTarget target = target(settings);
        if (settings.cache().isEmpty()) {
            return RedisCaches.open(context, target, settings.prefix());
        }
        AwsSession session = AwsSession.of(context, settings.credentials(), settings.http(), settings.region());
        String region = session.region().map(Region::id).orElseGet(ElastiCacheOpening::region);
        return RedisCaches.open(
                context,
                target,
                settings.prefix(),
                new ElastiCacheToken(session.credentials(), region, settings, context.time()));
    }

    private static RedisTarget target(ElastiCacheSettings settings) {
        RedisTuning usual = RedisTuning.defaults();
        boolean iam = settings.cache().isPresent();
        return new RedisTarget(
                settings.cluster() ? RedisTarget.Topology.CLUSTER : RedisTarget.Topology.STANDALONE,
                List.of(new RedisTarget.Node(settings.host().orElseThrow(), settings.port())),
                Optional.empty(),
                0,
                iam ? Optional.empty() : settings.username(),
                settings.password(),
                new RedisTls(
                        settings.tls(), RedisTls.Verify.FULL, settings.tlsCa(), Optional.empty(), Optional.empty()),
                RedisTarget.ReadFrom.MASTER,
                new RedisTuning(
                        usual.protocol(),
                        settings.connectTimeout(),
                        usual.keepAlive(),
                        usual.tcpUserTimeout(),
                        usual.requestQueue(),
                        usual.clientName()));
    }

    private static String region() {
        try {
            return DefaultAwsRegionProviderChain.builder().build().getRegion().id();
        } catch (SdkClientException e) {
            throw new DriverException(
                    Failure.of(ErrorCode.CONFIGURATION, "tokens of IAM need a region, and none is known.")
                            .advice("Set the setting 'region'."),
                    e);
        }
    }
}
