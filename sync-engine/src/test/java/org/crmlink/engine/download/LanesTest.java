package org.crmlink.engine.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LanesTest {

    private final Lanes<String> lanes = new Lanes<>(100);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void aLaneKeepsItsOrderAndLanesComeInTurn() throws InterruptedException {
        for (String item : List.of("a1", "a2", "b1", "a3", "c1", "b2")) {
            lanes.put(item.substring(0, 1), item, 1);
        }
        List<String> taken = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            taken.add(lanes.take());
        }
        assertThat(taken).containsExactly("a1", "b1", "c1", "a2", "b2", "a3");
    }

    @Test
    void theRestOfALaneIsTakenTogetherAsLongAsItIsWanted() throws InterruptedException {
        for (String item : List.of("a1", "b1", "a2", "a-end", "a3")) {
            lanes.put(item.substring(0, 1), item, 1);
        }
        assertThat(lanes.take()).isEqualTo("a1");
        assertThat(lanes.poll("a", item -> !item.endsWith("end"))).contains("a2");
        assertThat(lanes.poll("a", item -> !item.endsWith("end"))).isEmpty();
        assertThat(lanes.poll("none", item -> true)).isEmpty();
        assertThat(lanes.take()).isEqualTo("b1");
        assertThat(lanes.take()).isEqualTo("a-end");
        assertThat(lanes.take()).isEqualTo("a3");
    }

    @Test
    void whoPutsWaitsWhileTheQueueIsFullAndWhatHasNoWeightDoesNot() throws Exception {
        lanes.put("a", "one", 60);
        lanes.put("a", "two", 60);
        Future<?> third = threads.submit(() -> {
            lanes.put("b", "three", 60);
            return null;
        });
        lanes.put("a", "end", 0);
        assertThat(done(third, 200)).isFalse();
        assertThat(lanes.take()).isEqualTo("one");
        assertThat(done(third, 10_000)).isTrue();
    }

    private static boolean done(Future<?> task, long millis) throws Exception {
        try {
            task.get(millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    @Test
    void L1_whateverTheNumberOfReadersWhatIsHeldIsBounded() throws Exception {
        int readers = 12;
        int each = 200;
        AtomicLong put = new AtomicLong();
        List<Future<?>> tasks = new ArrayList<>();
        for (int r = 0; r < readers; r++) {
            String name = "entity" + r;
            tasks.add(threads.submit(() -> {
                for (int i = 0; i < each; i++) {
                    lanes.put(name, name + ":" + i, 30);
                    put.addAndGet(30);
                }
                return null;
            }));
        }
        long taken = 0;
        long most = 0;
        int[] next = new int[readers];
        for (int i = 0; i < readers * each; i++) {
            // what was put later than this look is in the bound's favour
            most = Math.max(most, put.get() - taken);
            String item = lanes.take();
            taken += 30;
            int reader = Integer.parseInt(item.substring("entity".length(), item.indexOf(':')));
            assertThat(item).endsWith(":" + next[reader]++);
        }
        for (Future<?> task : tasks) {
            task.get(10, TimeUnit.SECONDS);
        }
        assertThat(most).isBetween(30L, 130L);
        assertThat(next).containsOnly(each);
    }
}
