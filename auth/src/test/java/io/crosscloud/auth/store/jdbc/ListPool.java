package io.crosscloud.auth.store.jdbc;

import java.io.PrintWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * A pool that decides as HikariCP 5 and 6 do: a connection is broken if a call of it failed with an SQL state of a list
 * ({@code ProxyConnection.checkException}), or if it is not valid after it has {@linkplain #rest rested} for half a second
 * ({@code HikariPool.getConnection}).
 */
class ListPool implements DataSource {
    private static final Set<String> BROKEN = Set.of("0A000", "57P01", "57P02", "57P03", "01002", "JZ0C0", "JZ0C1");

    final Deque<Connection> idle = new ArrayDeque<>();
    private final DataSource source;
    private final int size;
    private final Set<Connection> rested = new HashSet<>();
    private int open;

    ListPool(DataSource source, int size) {
        this.source = source;
        this.size = size;
    }

    boolean isBroken(String state) {
        return state.startsWith("08") || BROKEN.contains(state);
    }

    /** Half a second passes in which nobody asks for a connection. */
    void rest() {
        rested.addAll(idle);
    }

    /** The same with the method that HikariCP has to be told by. */
    public static final class Told extends ListPool {
        Told(DataSource source, int size) {
            super(source, size);
        }

        /** Closes the connection, and takes another in its place. */
        public void evictConnection(Connection connection) {
            ((Lease) Proxy.getInvocationHandler(connection)).evict();
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection real = idle.pollFirst();
        while (real != null && rested.remove(real) && !real.isValid(1)) {
            real.close();
            open--;
            real = idle.pollFirst();
        }
        if (real == null) {
            if (open == size) {
                throw new SQLTransientConnectionException("pool - Connection is not available, request timed out");
            }
            real = source.getConnection();
            open++;
        }
        return (Connection) Proxy.newProxyInstance(
                ListPool.class.getClassLoader(), new Class<?>[] {Connection.class}, new Lease(real));
    }

    private final class Lease implements InvocationHandler {
        private final Connection real;
        private boolean over;

        Lease(Connection real) {
            this.real = real;
        }

        @Override
        public Object invoke(Object proxy, Method method, Object[] args) throws Throwable {
            switch (method.getName()) {
                case "close" -> {
                    close();
                    return null;
                }
                case "isClosed" -> {
                    return over;
                }
                case "isWrapperFor" -> {
                    return ((Class<?>) args[0]).isInstance(real);
                }
                case "unwrap" -> {
                    return ((Class<?>) args[0]).cast(real);
                }
                default -> {
                    return watched(method, real, args);
                }
            }
        }

        private Object watched(Method method, Object target, Object[] args) throws Throwable {
            Object answer;
            try {
                answer = method.invoke(target, args);
            } catch (InvocationTargetException e) {
                String state = e.getCause() instanceof SQLException failure ? failure.getSQLState() : null;
                if (state != null && isBroken(state)) {
                    evict();
                }
                throw e.getCause();
            }
            return answer instanceof Statement
                    ? Proxy.newProxyInstance(
                            ListPool.class.getClassLoader(),
                            new Class<?>[] {PreparedStatement.class},
                            (proxy, call, values) -> watched(call, answer, values))
                    : answer;
        }

        private void close() {
            if (!over) {
                over = true;
                idle.addFirst(real);
            }
        }

        void evict() {
            if (!over) {
                over = true;
                open--;
                try {
                    real.close();
                } catch (SQLException e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    @Override
    public Connection getConnection(String user, String password) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {}

    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        return type.cast(this);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }
}
