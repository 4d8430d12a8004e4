package io.crosscloud.verification.storm;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.testkit.Phase;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the storm finds if something is broken: one exact disaster for each part of the promise, which the product survives
 * and the same without that part does not. In real processes, over each store.
 */
@ParameterizedClass
@EnumSource
@Tag("once")
class ControlsTest {
    private static final AtomicInteger USERS = new AtomicInteger();

    private static Scene scene;

    ControlsTest(StoreServer.Kind store) {
        assertThat(scene.store()).isEqualTo(store);
    }

    @BeforeParameterizedClassInvocation
    static void open(StoreServer.Kind store) throws IOException, InterruptedException {
        USERS.set(0);
        scene = new Scene(store, 20);
    }

    @AfterParameterizedClassInvocation
    static void close() throws IOException {
        scene.close();
    }

    private static String newUser() {
        return HostSettings.user(USERS.getAndIncrement());
    }

    /** A host is stopped when the server has rotated, and goes on after its lease; another wants a token meanwhile. */
    @ParameterizedTest
    @EnumSource(names = {"COMMIT_CHECKS_LEASE", "NO_BEACON", "NO_LATE_LOOK"})
    void pausedWithTheAnswer_survivesOnlyWhole(Control broken) throws InterruptedException {
        String whole = newUser();
        String without = newUser();
        CountDownLatch rotated = new CountDownLatch(2);
        CountDownLatch stopped = new CountDownLatch(1);
        scene.begin(whole, new HeldAfterTheCommit(rotated, stopped));
        scene.begin(without, new HeldAfterTheCommit(rotated, stopped));
        HostProcess first = scene.host(0);
        HostProcess second = scene.host(1);

        CountDownLatch firstWhole = scene.want(first, whole, Control.NONE);
        CountDownLatch firstWithout = scene.want(first, without, broken);
        Scene.await(rotated);
        assertThat(first.pause(first.life(), Timing.LEASE.plusSeconds(2))).isTrue();
        stopped.countDown();
        CountDownLatch secondWhole = scene.want(second, whole, Control.NONE);
        CountDownLatch secondWithout = scene.want(second, without, broken);

        Scene.await(secondWhole);
        Scene.await(firstWhole);
        assertThat(scene.died(whole)).as(scene.timeline(whole)).isFalse();
        assertThat(scene.requests(whole)).as(scene.timeline(whole)).isEqualTo(1);
        Scene.await(secondWithout);
        Scene.await(firstWithout);
        assertThat(scene.died(without)).as(scene.timeline(without)).isTrue();
    }

    /**
     * A host is held up between its claim and its request, over a store that does not see who lives; another wants a token when
     * the lease is over. The first one is late, and sends nothing.
     */
    @Test
    void heldUpBeforeItSends_survivesOnlyWithTheDeadline() throws InterruptedException {
        String whole = newUser();
        String without = newUser();
        scene.begin(whole, new HeldForAnother());
        scene.begin(without, new HeldForAnother());
        HostProcess first = scene.host(0);
        HostProcess second = scene.host(1);
        CountDownLatch heldUpWhole = scene.stall(first, whole);
        CountDownLatch heldUpWithout = scene.stall(first, without);

        CountDownLatch firstWhole = scene.want(first, whole, Control.NO_BEACON);
        CountDownLatch firstWithout = scene.want(first, without, Control.SENDS_LATE);
        Scene.await(heldUpWhole);
        Scene.await(heldUpWithout);
        CountDownLatch secondWhole = scene.want(second, whole, Control.NO_BEACON);
        CountDownLatch secondWithout = scene.want(second, without, Control.SENDS_LATE);

        Scene.await(firstWhole);
        Scene.await(secondWhole);
        assertThat(scene.overlapped(whole)).as(scene.timeline(whole)).isFalse();
        assertThat(scene.requests(whole)).as(scene.timeline(whole)).isEqualTo(1);
        assertThat(scene.died(whole)).as(scene.timeline(whole)).isFalse();
        Scene.await(firstWithout);
        Scene.await(secondWithout);
        assertThat(scene.overlapped(without)).as(scene.timeline(without)).isTrue();
        assertThat(scene.died(without)).as(scene.timeline(without)).isTrue();
    }

    /** Two hosts want a token at the same time. */
    @Test
    void twoAtATime_areOneRequestOnlyWithALock() throws InterruptedException {
        String whole = newUser();
        String without = newUser();
        scene.begin(whole, new HeldForAnother());
        scene.begin(without, new HeldForAnother());

        CountDownLatch firstWhole = scene.want(scene.host(0), whole, Control.NONE);
        CountDownLatch secondWhole = scene.want(scene.host(1), whole, Control.NONE);
        CountDownLatch firstWithout = scene.want(scene.host(0), without, Control.NO_LOCK);
        CountDownLatch secondWithout = scene.want(scene.host(1), without, Control.NO_LOCK);

        Scene.await(firstWhole);
        Scene.await(secondWhole);
        assertThat(scene.overlapped(whole)).as(scene.timeline(whole)).isFalse();
        assertThat(scene.requests(whole)).as(scene.timeline(whole)).isEqualTo(1);
        Scene.await(firstWithout);
        Scene.await(secondWithout);
        assertThat(scene.overlapped(without)).as(scene.timeline(without)).isTrue();
        assertThat(scene.died(without)).as(scene.timeline(without)).isTrue();
    }

    /**
     * A host is stopped while it is refused, and gives its lease back after that is over: when another host has taken over
     * and a third one waits. With a lease alone, all depends on whose it gives back.
     */
    @ParameterizedTest
    @EnumSource(names = {"NONE", "NO_BEACON", "OWNERLESS_RELEASE"})
    void leaseGivenBackTooLate_opensNothingUnlessNobodyAsksWhoseItIs(Control control) throws InterruptedException {
        String user = newUser();
        CountDownLatch received = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        HostProcess first = scene.host(0);
        HeldForAnother later = new HeldForAnother();
        scene.begin(user, new Scene.Role() {
            private volatile Attempt refused;

            @Override
            public Trouble trouble(int position) {
                return position == 1 ? Trouble.UNAVAILABLE : Trouble.NONE;
            }

            @Override
            public void at(Phase moment, Attempt attempt) throws InterruptedException {
                if (refused == null) {
                    refused = attempt;
                }
                if (!attempt.equals(refused)) {
                    first.goOn();
                    later.at(moment, attempt);
                } else if (moment == Phase.ON_RECEIPT) {
                    received.countDown();
                    Scene.await(stopped);
                }
            }
        });

        CountDownLatch firstGot = scene.want(first, user, control);
        Scene.await(received);
        assertThat(first.pause(first.life(), Timing.LEASE.plusSeconds(2))).isTrue();
        stopped.countDown();
        CountDownLatch secondGot = scene.want(scene.host(1), user, control);
        CountDownLatch thirdGot = scene.want(scene.host(2), user, control);

        Scene.await(firstGot);
        Scene.await(secondGot);
        Scene.await(thirdGot);
        boolean broken = control == Control.OWNERLESS_RELEASE;
        assertThat(scene.overlapped(user)).as(scene.timeline(user)).isEqualTo(broken);
        assertThat(scene.died(user)).as(scene.timeline(user)).isEqualTo(broken);
    }

    /**
     * A host is stopped for longer than the store waits for one, with a request that the server has not answered: this the
     * product does not survive, and the storm sees it.
     */
    @Test
    void stoppedForLongerThanTheStoreWaits_isOvertakenWithItsRequestInFlight() throws InterruptedException {
        String user = newUser();
        CountDownLatch rotated = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        HostProcess first = scene.host(0);
        Scene.Role held = new HeldAfterTheCommit(rotated, stopped);
        scene.begin(user, new Scene.Role() {
            @Override
            public Trouble trouble(int position) {
                return position == 1 ? Trouble.ANSWER_STALLED : Trouble.NONE;
            }

            @Override
            public void at(Phase moment, Attempt attempt) throws InterruptedException {
                held.at(moment, attempt);
            }
        });

        CountDownLatch firstGot = scene.want(first, user, Control.NONE);
        Scene.await(rotated);
        assertThat(first.pause(first.life(), Timing.LEASE.plus(Timing.MAX_PAUSE).plusSeconds(2)))
                .isTrue();
        stopped.countDown();
        CountDownLatch secondGot = scene.want(scene.host(1), user, Control.NONE);

        Scene.await(secondGot);
        Scene.await(firstGot);
        assertThat(scene.overlapped(user)).as(scene.timeline(user)).isTrue();
    }

    /** The first answer is held until its sender is stopped. */
    private record HeldAfterTheCommit(CountDownLatch rotated, CountDownLatch stopped, AtomicReference<Attempt> first)
            implements Scene.Role {
        HeldAfterTheCommit(CountDownLatch rotated, CountDownLatch stopped) {
            this(rotated, stopped, new AtomicReference<>());
        }

        @Override
        public Trouble trouble(int position) {
            return Trouble.NONE;
        }

        @Override
        public void at(Phase moment, Attempt attempt) throws InterruptedException {
            boolean isFirst = first.compareAndSet(null, attempt) || attempt.equals(first.get());
            if (isFirst && moment == Phase.AFTER_COMMIT) {
                rotated.countDown();
                Scene.await(stopped);
            }
        }
    }

    /** A request is held until another one comes, which is carried out after it; but not so long that its sender gives up. */
    private static final class HeldForAnother implements Scene.Role {
        private final AtomicReference<Attempt> first = new AtomicReference<>();
        private final CountDownLatch another = new CountDownLatch(1);
        private final CountDownLatch over = new CountDownLatch(1);

        @Override
        public Trouble trouble(int position) {
            return Trouble.NONE;
        }

        @Override
        public void at(Phase moment, Attempt attempt) throws InterruptedException {
            boolean isFirst = first.compareAndSet(null, attempt) || attempt.equals(first.get());
            if (moment == Phase.ON_RECEIPT) {
                if (!isFirst) {
                    another.countDown();
                }
                CountDownLatch gate = isFirst ? another : over;
                boolean unused = gate.await(Timing.EXCHANGE.toMillis() * 4 / 5, TimeUnit.MILLISECONDS);
            } else if (moment == Phase.OVER && isFirst) {
                over.countDown();
            }
        }
    }
}
