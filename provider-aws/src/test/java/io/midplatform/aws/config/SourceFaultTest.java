package io.midplatform.aws.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.aws.fake.AppConfigFake;
import io.midplatform.aws.fake.ParameterStoreFake;
import io.midplatform.aws.fake.SecretsManagerFake;
import io.midplatform.aws.fake.WireFake;
import io.midplatform.cloudtests.SourceFaultSuite;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;

/** Faults of the services of AWS. */
class SourceFaultTest extends SourceFaultSuite<SourceFaultTest.Service> {
    enum Service {
        PARAMETER_STORE,
        APP_CONFIG,
        SECRETS_MANAGER
    }

    @Override
    protected Running start(Service service) {
        return switch (service) {
            case PARAMETER_STORE -> {
                ParameterStoreFake parameters = new ParameterStoreFake();
                source.with(parameters.settings());
                yield new Running(parameters, value -> parameters.put("/acme/key", value));
            }
            case APP_CONFIG -> {
                AppConfigFake profile = new AppConfigFake(source.time);
                source.with(profile.settings());
                yield new Running(profile, value -> profile.deploy("text/plain", "key=" + value));
            }
            case SECRETS_MANAGER -> {
                SecretsManagerFake secrets = new SecretsManagerFake();
                source.with(secrets.settings()).set("names", "key");
                yield new Running(secrets, value -> secrets.put("key", value));
            }
        };
    }

    static Service[] services() {
        return Service.values();
    }

    static Stream<Arguments> faults() {
        List<Case> cases = List.of(
                new Case("throttled", WireFake.error(400, "ThrottlingException"), ErrorCode.THROTTLED, ATTEMPTS),
                new Case("throttled by status", WireFake.page(429), ErrorCode.THROTTLED, ATTEMPTS),
                new Case("failed", WireFake.error(500, "InternalFailure"), ErrorCode.UNAVAILABLE, ATTEMPTS),
                new Case("unavailable", WireFake.error(503, "ServiceUnavailable"), ErrorCode.UNAVAILABLE, ATTEMPTS),
                new Case("bad gateway", WireFake.page(502), ErrorCode.UNAVAILABLE, ATTEMPTS),
                new Case("gateway timeout", WireFake.page(504), ErrorCode.UNAVAILABLE, ATTEMPTS),
                new Case("reset", WireFake.reset(), ErrorCode.UNAVAILABLE, ATTEMPTS),
                new Case("truncated", WireFake.truncated(), ErrorCode.UNAVAILABLE, ATTEMPTS),
                new Case("expired", WireFake.error(400, "ExpiredTokenException"), ErrorCode.UNAUTHENTICATED, 1),
                new Case(
                        "unknown key",
                        WireFake.error(400, "UnrecognizedClientException"),
                        ErrorCode.UNAUTHENTICATED,
                        1),
                new Case("signature", WireFake.error(403, "InvalidSignatureException"), ErrorCode.UNAUTHENTICATED, 1),
                new Case("denied", WireFake.error(400, "AccessDeniedException"), ErrorCode.ACCESS_DENIED, 1),
                new Case("denied on the way", WireFake.page(403), ErrorCode.ACCESS_DENIED, 1));
        return each(services(), cases);
    }

    @ParameterizedTest
    @EnumSource
    void wrongClock_thatStaysWrong_isToldAsSuch(Service service) {
        open(service);
        fake.fail(1000, WireFake.error(403, "RequestTimeTooSkewed"));
        PlatformException thrown = refused();
        assertThat(thrown.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
        assertThat(thrown).hasMessageContaining("clock");
    }

    @ParameterizedTest
    @EnumSource
    void wrongRegion_isToldByHostOrSignature(Service service) {
        open(service);
        fake.fail(
                1, WireFake.error(400, "InvalidSignatureException")); // "Credential should be scoped to a valid region"
        assertThat(refused().advice())
                .hasValueSatisfying(advice -> assertThat(advice).contains("region"));
        source.set("endpoint", "http://service.no-such-region.invalid").set("timeout", "2m"); // resolvers may be slow
        PlatformException thrown = refused();
        assertThat(thrown.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(thrown).hasMessageContainingAll("cannot be resolved", "region");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "APP_CONFIG") // whose body is the document itself
    void bodyThatIsNoJson_isUnavailable_andNothingOfItIsTaken(Service service) {
        assertNothingIsTakenFromAPage(service);
    }
}
