package org.crmlink.host.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.crmlink.sdk.Connector;
import org.crmlink.sdk.ConnectorContext;
import org.crmlink.sdk.ConnectorDescriptor;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ConnectorProvider;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.InteractiveLogin;
import org.crmlink.sdk.LoginPrompt;
import org.crmlink.sdk.LoginStatus;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.Sleeper;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.access.AccessChanges;
import org.crmlink.sdk.access.AccessInfo;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.config.ConfigProblem;
import org.crmlink.sdk.config.Configuration;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.crmlink.sdk.upload.Uploader;
import org.junit.jupiter.api.Test;

class GuardedConnectorTest {

    private final FakeConnector fake = new FakeConnector();

    private GuardedConnector guard() {
        return GuardedConnector.wrap("fake", fake);
    }

    static ConnectorException thrownBy(ThrowingCallable call) {
        ConnectorException e = catchThrowableOfType(ConnectorException.class, call);
        assertThat(e).as("a ConnectorException").isNotNull();
        return e;
    }

    @Test
    void META4_aFacetThatIsNotDeclaredIsNotThereAndTheConnectorIsNotAsked() {
        fake.declared = Set.of(ChangeReader.class);
        GuardedConnector guard = guard();
        assertThat(guard.facet(Uploader.class)).isEmpty();
        ConnectorException e = thrownBy(() -> guard.require(Uploader.class));
        assertThat(e.kind()).isEqualTo(ErrorKind.UNSUPPORTED);
        assertThat(e).hasMessageContaining("Uploader").hasMessageContaining("fake");
        assertThat(fake.calls).isEmpty();
    }

    @Test
    void META4_aFacetThatIsDeclaredAndMissingIsADefect() {
        fake.facets.remove(Uploader.class);
        assertThat(thrownBy(() -> guard().facet(Uploader.class)).kind()).isEqualTo(ErrorKind.PROTOCOL_ERROR);
    }

    @Test
    void aFacetIsTheSameEachTime() {
        GuardedConnector guard = guard();
        assertThat(guard.require(Uploader.class)).isSameAs(guard.require(Uploader.class));
        assertThat(guard.facet(ChangeReader.class)).isPresent();
    }

    @Test
    void aConnectorExceptionPassesUnchanged() {
        ConnectorException denied =
                ConnectorException.of(ErrorKind.FORBIDDEN, "no").build();
        fake.identity = () -> {
            throw denied;
        };
        assertThat(thrownBy(guard()::identify)).isSameAs(denied);
    }

    @Test
    void anythingElseThatIsThrownIsADefectThatKeepsItsCauseAndHidesItsMessage() {
        for (Throwable thrown : List.of(
                new NullPointerException("value hunter2"),
                new IllegalStateException("hunter2"),
                new NoClassDefFoundError("x/Y"),
                new StackOverflowError(),
                new AssertionError("hunter2"))) {
            fake.identity = () -> {
                throw GuardedConnectorTest.<RuntimeException>sneaky(thrown);
            };
            ConnectorException e = thrownBy(guard()::identify);
            assertThat(e.kind()).isEqualTo(ErrorKind.PROTOCOL_ERROR);
            assertThat(e.outcome()).isEqualTo(Outcome.NOT_APPLIED);
            assertThat(e)
                    .hasCause(thrown)
                    .hasMessageContaining("defect of connector 'fake' in identify")
                    .hasMessageContaining(thrown.getClass().getName());
            assertThat(e.getMessage()).doesNotContain("hunter2");
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> E sneaky(Throwable thrown) throws E {
        throw (E) thrown;
    }

    @Test
    void aCheckedExceptionThatWasSmuggledOutIsADefectToo() {
        fake.identity = () -> {
            throw GuardedConnectorTest.<RuntimeException>sneaky(new java.io.IOException("x"));
        };
        assertThat(thrownBy(guard()::identify)).hasMessageContaining("java.io.IOException");
    }

    @Test
    void nullIsADefect() {
        fake.identity = () -> null;
        assertThat(thrownBy(guard()::identify)).hasMessageContaining("returned null");
    }

    @Test
    void memoryThatHasRunOutIsTheHostsTrouble() {
        fake.identity = () -> {
            throw new OutOfMemoryError();
        };
        assertThatThrownBy(guard()::identify).isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void LOAD6_afterCloseNothingReachesTheConnector() {
        GuardedConnector guard = guard();
        EntityMetadata metadata = guard.require(EntityMetadata.class);
        guard.close();
        fake.calls.clear();
        assertThatIllegalStateException().isThrownBy(guard::identify).withMessageContaining("closed");
        assertThatIllegalStateException().isThrownBy(() -> guard.facet(Uploader.class));
        assertThatIllegalStateException().isThrownBy(metadata::entities);
        assertThat(fake.calls).isEmpty();
    }

    @Test
    void LOAD5_closeReachesTheConnectorOnceAndItsDefectsAreNamed() {
        fake.closing = () -> {
            throw new UnsupportedOperationException("x");
        };
        GuardedConnector guard = guard();
        assertThat(thrownBy(guard::close)).hasMessageContaining("defect of connector 'fake' in close");
        guard.close();
        assertThat(fake.calls).containsExactly("close");
    }

    @Test
    void anIllegalStateOfACallThatCloseInterruptedIsNoDefect() {
        GuardedConnector guard = guard();
        fake.identity = () -> {
            guard.close();
            throw new IllegalStateException("closed while calling");
        };
        assertThatIllegalStateException().isThrownBy(guard::identify).withMessage("closed while calling");
    }

    @Test
    void aGuardIsNotGuardedAgain() {
        GuardedConnector guard = guard();
        assertThat(GuardedConnector.wrap("other", guard)).isSameAs(guard);
    }

    @Test
    void descriptionsMustBeThoseAskedFor() {
        EntityMetadata metadata = guard().require(EntityMetadata.class);
        assertThat(metadata.describe(Set.of("contact"))).hasSize(1);
        EntityMetadata lying = new EntityMetadata() {
            @Override
            public String schemaVersion() {
                return "1";
            }

            @Override
            public List<org.crmlink.sdk.metadata.EntitySummary> entities() {
                return List.of();
            }

            @Override
            public List<org.crmlink.sdk.metadata.EntityType> describe(Set<String> names) {
                return fake.describe(Set.of("other"));
            }
        };
        fake.facets.put(EntityMetadata.class, lying);
        EntityMetadata guarded = guard().require(EntityMetadata.class);
        assertThat(thrownBy(() -> guarded.describe(Set.of("contact"))))
                .hasMessageContaining("asked for the entities contact it described other");
    }

    @Test
    void otherFacetsAreGuardedToo() {
        AccessInfo access = new AccessInfo() {
            @Override
            public String fingerprint() {
                throw new IllegalArgumentException();
            }

            @Override
            public Optional<AccessChanges> changes(String entity, Optional<SyncToken> since) {
                return Optional.empty();
            }
        };
        InteractiveLogin login = new InteractiveLogin() {
            @Override
            public void login(LoginPrompt prompt) {
                throw new IllegalArgumentException();
            }

            @Override
            public LoginStatus status() {
                return new LoginStatus(LoginStatus.State.LOGGED_OUT, "", "");
            }

            @Override
            public void logout() {}
        };
        fake.declared = Set.of(AccessInfo.class, InteractiveLogin.class);
        fake.facets.put(AccessInfo.class, access);
        fake.facets.put(InteractiveLogin.class, login);
        GuardedConnector guard = guard();
        assertThat(thrownBy(guard.require(AccessInfo.class)::fingerprint)).hasMessageContaining("defect");
        assertThat(guard.require(AccessInfo.class).changes("x", Optional.empty()))
                .isEmpty();
        InteractiveLogin guarded = guard.require(InteractiveLogin.class);
        assertThat(thrownBy(() -> guarded.login((uri, code, expires, message) -> {})))
                .hasMessageContaining("defect");
        assertThat(guarded.status().state()).isEqualTo(LoginStatus.State.LOGGED_OUT);
        guarded.logout();
    }

    @Test
    void openingGoesThroughTheGuardToo() {
        ConnectorProvider provider = new ConnectorProvider() {
            @Override
            public ConnectorDescriptor descriptor() {
                return new ConnectorDescriptor("fake", "Fake", "1", 1, List.of());
            }

            @Override
            public List<ConfigProblem> validate(Configuration configuration) {
                return List.of();
            }

            @Override
            public Connector open(Configuration configuration, ConnectorContext context) {
                if (configuration.has(org.crmlink.sdk.config.ConfigOption.text("broken", ""))) {
                    throw new ClassCastException();
                }
                return fake;
            }
        };
        Configuration good = Configuration.of(List.of(), Map.of());
        Configuration broken = Configuration.of(List.of(), Map.of("broken", "x"));
        assertThat(GuardedConnector.open(provider, good, new NoContext()).id()).isEqualTo("fake");
        assertThat(thrownBy(() -> GuardedConnector.open(provider, broken, new NoContext())))
                .hasMessageContaining("defect of connector 'fake' in open");
    }

    private static final class NoContext implements ConnectorContext {
        @Override
        public Clock clock() {
            return Clock.systemUTC();
        }

        @Override
        public Sleeper sleeper() {
            return Sleeper.SYSTEM;
        }

        @Override
        public Path tempDirectory() {
            return Path.of(".");
        }

        @Override
        public <S> Optional<S> service(Class<S> type) {
            return Optional.empty();
        }
    }
}
