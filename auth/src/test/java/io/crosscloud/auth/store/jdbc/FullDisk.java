package io.crosscloud.auth.store.jdbc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.concurrent.atomic.AtomicBoolean;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/** A disk below H2 that can be full: files whose URL says {@code jdbc:h2:fulldisk:…}. */
public final class FullDisk extends FilePathWrapper {
    static final String SCHEME = "fulldisk";
    static final AtomicBoolean FULL = new AtomicBoolean();

    /** Makes the scheme known to H2, which instantiates this class. */
    static void register() {
        FilePath.register(new FullDisk());
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return new Channel(getBase().open(mode));
    }

    private static final class Channel extends FileBaseDefault {
        private final FileChannel base;

        Channel(FileChannel base) {
            this.base = base;
        }

        @Override
        public synchronized int write(ByteBuffer source, long position) throws IOException {
            if (FULL.get()) {
                throw new IOException("No space left on device");
            }
            return base.write(source, position);
        }

        @Override
        public synchronized int read(ByteBuffer target, long position) throws IOException {
            return base.read(target, position);
        }

        @Override
        public long size() throws IOException {
            return base.size();
        }

        @Override
        public void force(boolean metaData) throws IOException {
            base.force(metaData);
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return base.tryLock(position, size, shared);
        }

        @Override
        protected void implTruncate(long size) throws IOException {
            base.truncate(size);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            base.close();
        }
    }
}
