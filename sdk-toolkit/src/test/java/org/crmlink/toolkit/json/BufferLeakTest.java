package org.crmlink.toolkit.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BufferLeakTest {

    private static final int MOST_COLLECTIONS = 50;

    @Test
    void LEAK_2_aThreadThatReadJsonDoesNotHoldTheClassesThatReadIt() throws Exception {
        WeakReference<ClassLoader> loader = readWithClassesOfTheirOwn();
        for (int i = 0; i < MOST_COLLECTIONS && loader.get() != null; i++) {
            System.gc();
            Thread.sleep(20);
        }
        assertThat(loader.get())
                .as("what a thread local holds of Jackson's buffers")
                .isNull();
    }

    private static WeakReference<ClassLoader> readWithClassesOfTheirOwn() throws Exception {
        List<URL> path = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            path.add(Path.of(entry).toUri().toURL());
        }
        try (URLClassLoader loader =
                new URLClassLoader(path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Class<?> json = loader.loadClass(StrictJson.class.getName());
            try (AutoCloseable parser = (AutoCloseable) json.getMethod("parser", InputStream.class)
                    .invoke(null, new ByteArrayInputStream("[1]".getBytes(java.nio.charset.StandardCharsets.UTF_8)))) {
                parser.getClass().getMethod("nextToken").invoke(parser);
            }
            return new WeakReference<>(loader);
        }
    }
}
