package io.crosscloud.internal.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.error.SessionProblem;
import io.crosscloud.session.SessionKey;
import io.crosscloud.session.User;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.AuthListener;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventDeliveryTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final SessionKey KEY = SessionKey.of("salesforce", User.of("marta"));
    private static final AuthEvent ISSUED = new AuthEvent.TokenIssued(KEY);
    private static final AuthEvent LOGIN = new AuthEvent.LoginRequired(KEY, SessionProblem.LOGGED_OUT);

    private final LinkedBlockingQueue<AuthEvent> heard = new LinkedBlockingQueue<>();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final EventDelivery gated = to(event -> {
        entered.countDown();
        try {
            released.await();
        } catch (InterruptedException e) {
            interrupted.countDown();
        }
        heard.add(event);
    });

    @AfterEach
    void release() {
        released.countDown();
    }

    private EventDelivery to(AuthListener listener) {
        return EventDelivery.to(listener, (line, cause) -> log.add(line));
    }

    private static AuthEvent delayed(int attempts) {
        return new AuthEvent.CommitDelayed(KEY, attempts);
    }

    @Test
    void tellingAListenerThatHangs_returns_andTheOrderIsKept() {
        gated.on(ISSUED);
        gated.on(LOGIN);
        gated.on(ISSUED);
        assertThat(heard).isEmpty();

        released.countDown();
        gated.close(LONG);

        assertThat(heard).containsExactly(ISSUED, LOGIN, ISSUED);
        assertThat(log).isEmpty();
    }

    @Test
    void whatAListenerThrows_isLogged_andTheNextEventComes() {
        EventDelivery delivery = to(event -> {
            heard.add(event);
            if (event.equals(ISSUED)) {
                throw new NoClassDefFoundError("a listener's own trouble");
            }
            throw EventDeliveryTest.<RuntimeException>sneaky(new IOException("unchecked by its language"));
        });

        delivery.on(ISSUED);
        delivery.on(LOGIN);
        delivery.on(ISSUED);
        delivery.close(LONG);

        assertThat(heard).containsExactly(ISSUED, LOGIN, ISSUED);
        assertThat(log)
                .containsExactly(
                        "a listener failed on TokenIssued",
                        "a listener failed on LoginRequired",
                        "a listener failed on TokenIssued");
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> E sneaky(Throwable thrown) throws E {
        throw (E) thrown;
    }

    @Test
    void aFlood_isBounded_andLosesNothingThatAsksForAPerson() throws Exception {
        gated.on(ISSUED);
        entered.await();
        for (int i = 0; i < 10_000; i++) {
            gated.on(ISSUED);
        }
        gated.on(LOGIN);
        gated.on(ISSUED);
        gated.on(ISSUED);
        gated.on(delayed(1));
        assertThat(log).containsExactly("a listener is too slow: events are dropped, and only the log has them");

        released.countDown();
        gated.close(LONG);

        assertThat(heard).hasSize(10_004).endsWith(ISSUED, LOGIN, new AuthEvent.EventsDropped(2), delayed(1));
        assertThat(log).last().isEqualTo("a listener was too slow: 2 events were dropped");
    }

    @Test
    void events_comeOneAtATime_whoeverTellsThem() {
        AtomicReference<Thread> inside = new AtomicReference<>();
        EventDelivery delivery = to(event -> {
            if (!inside.compareAndSet(null, Thread.currentThread())) {
                log.add("two at a time");
            }
            heard.add(event);
            inside.set(null);
        });

        IntStream.range(0, 1_000).parallel().forEach(i -> delivery.on(ISSUED));
        delivery.close(LONG);

        assertThat(heard).hasSize(1_000);
        assertThat(log).isEmpty();
    }

    @Test
    void theThread_isADaemon_thatEndsWhenIdle_andComesBack() throws Exception {
        ThreadPoolExecutor pool = (ThreadPoolExecutor) EventDelivery.thread(Duration.ofNanos(1));
        LinkedBlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
        EventDelivery delivery =
                EventDelivery.over(pool, event -> threads.add(Thread.currentThread()), (line, cause) -> log.add(line));
        assertThat(pool.getPoolSize()).isZero();

        for (int i = 0; i < 3; i++) {
            delivery.on(ISSUED);
            Thread thread = threads.take();
            assertThat(thread.isDaemon()).isTrue();
            thread.join();
        }

        assertThat(log).isEmpty();
    }

    @Test
    void withoutAListener_thereIsNoThread() {
        ThreadPoolExecutor pool = (ThreadPoolExecutor) EventDelivery.thread(LONG);

        EventDelivery.over(pool, AuthListener.NONE, (line, cause) -> log.add(line))
                .on(ISSUED);

        assertThat(pool.getPoolSize()).isZero();
    }

    @Test
    void withoutAThread_nothingIsThrown_andTheNextOneTakesBoth() {
        AtomicReference<Runnable> refused = new AtomicReference<>();
        ExecutorService exhausted = new Refusing(refused);
        EventDelivery delivery =
                EventDelivery.over(exhausted, heard::add, (line, cause) -> log.add(line + ": " + cause));

        delivery.on(ISSUED);

        assertThat(heard).isEmpty();
        assertThat(log)
                .containsExactly("no thread for a listener: events wait until the next one is told:"
                        + " java.lang.OutOfMemoryError: unable to create native thread");
        delivery.on(LOGIN);
        assertThat(heard).containsExactly(ISSUED, LOGIN);
    }

    /** Cannot start a thread the first time. */
    private static final class Refusing extends ThreadPoolExecutor {
        private final AtomicReference<Runnable> refused;

        Refusing(AtomicReference<Runnable> refused) {
            super(0, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
            this.refused = refused;
        }

        @Override
        public void execute(Runnable task) {
            if (refused.compareAndSet(null, task)) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            task.run();
        }
    }

    @Test
    void aDelivery_isNotWrappedAgain() {
        assertThat(to(gated)).isSameAs(gated);
    }

    @Test
    void close_interruptsAListenerThatHangs_andTellsItNothingMore() throws Exception {
        gated.on(ISSUED);
        gated.on(LOGIN);
        gated.on(ISSUED);
        entered.await();

        gated.close(Duration.ZERO);
        gated.on(LOGIN);

        interrupted.await();
        assertThat(heard.take()).isEqualTo(ISSUED);
        assertThat(log)
                .containsExactly("a listener does not return: closed without it, and 2 events were not delivered");
        gated.close(LONG);
        assertThat(heard).isEmpty();
    }

    @Test
    void close_withoutTime_stillDeliversToAListenerThatDoesNotHang() throws Exception {
        gated.on(ISSUED);
        entered.await();
        released.countDown();

        gated.close(Duration.ofSeconds(-1));

        assertThat(heard).containsExactly(ISSUED);
    }

    @Test
    void close_onAnInterruptedThread_deliversAndKeepsTheInterrupt() throws Exception {
        gated.on(ISSUED);
        CompletableFuture<Boolean> kept = new CompletableFuture<>();
        Thread closing = new Thread(() -> {
            Thread.currentThread().interrupt();
            gated.close(LONG);
            kept.complete(Thread.interrupted());
        });
        closing.start();
        entered.await();

        released.countDown();

        assertThat(kept.get()).isTrue();
        assertThat(heard).containsExactly(ISSUED);
    }

    @Test
    void close_fromWithinTheListener_waitsForNothing_andTheRestComes() throws Exception {
        AtomicReference<EventDelivery> delivery = new AtomicReference<>();
        CountDownLatch told = new CountDownLatch(1);
        delivery.set(to(event -> {
            if (event.equals(ISSUED)) {
                try {
                    told.await();
                } catch (InterruptedException e) {
                    log.add("interrupted");
                }
                delivery.get().close(LONG);
            }
            heard.add(event);
        }));
        delivery.get().on(ISSUED);
        delivery.get().on(LOGIN);

        told.countDown();

        assertThat(heard.take()).isEqualTo(ISSUED);
        assertThat(heard.take()).isEqualTo(LOGIN);
        assertThat(log).isEmpty();
    }

    @Test
    void aListenerThatTells_isToldAfterwards() throws Exception {
        AtomicReference<EventDelivery> delivery = new AtomicReference<>();
        delivery.set(to(event -> {
            if (event.equals(ISSUED)) {
                delivery.get().on(LOGIN);
            }
            heard.add(event);
        }));

        delivery.get().on(ISSUED);

        assertThat(heard.take()).isEqualTo(ISSUED);
        assertThat(heard.take()).isEqualTo(LOGIN);
    }
}
