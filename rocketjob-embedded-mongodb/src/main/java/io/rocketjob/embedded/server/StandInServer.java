package io.rocketjob.embedded.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import de.bwaldvogel.mongo.wire.MongoWireMessageEncoder;
import de.bwaldvogel.mongo.wire.MongoWireProtocolHandler;
import de.bwaldvogel.mongo.wire.MongoWireReplyEncoder;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import org.jspecify.annotations.Nullable;

/**
 * The listening socket, the connections and their threads. Binds 127.0.0.1 only; its
 * threads are daemons.
 */
public final class StandInServer {

	private static final int THREADS = Math.max(8, 2 * Runtime.getRuntime().availableProcessors());

	private final StandInBackend backend;

	private final EventLoopGroup loops;

	private final ChannelGroup connections;

	private final AtomicBoolean closed = new AtomicBoolean();

	private final Channel listener;

	private final int port;

	private StandInServer(StandInBackend backend, EventLoopGroup loops, ChannelGroup connections, Channel listener) {
		this.backend = backend;
		this.loops = loops;
		this.connections = connections;
		this.listener = listener;
		this.port = ((InetSocketAddress) listener.localAddress()).getPort();
	}

	/**
	 * Opens the data and starts to listen.
	 * @param directory where the data lives, {@code null} for memory
	 * @param port the port to listen on, 0 for a free one
	 * @return the running server
	 * @throws IllegalStateException if the port is taken or the directory cannot be used
	 */
	public static StandInServer start(@Nullable Path directory, int port) {
		StandInBackend backend = StandInBackend.open(directory);
		ThreadFactory threads = new DefaultThreadFactory("embedded-mongodb", true);
		EventLoopGroup loops = new MultiThreadIoEventLoopGroup(THREADS, threads, NioIoHandler.newFactory());
		ChannelGroup connections = new DefaultChannelGroup("embedded-mongodb", GlobalEventExecutor.INSTANCE);
		ServerBootstrap bootstrap = new ServerBootstrap().group(loops)
			.channel(NioServerSocketChannel.class)
			.option(ChannelOption.SO_BACKLOG, 1024)
			.option(ChannelOption.SO_REUSEADDR, true)
			.childOption(ChannelOption.TCP_NODELAY, true)
			.childHandler(new Pipeline(backend, connections));
		ChannelFuture bound = bootstrap.bind(new InetSocketAddress(loopback(), port)).awaitUninterruptibly();
		if (!bound.isSuccess()) {
			loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
			backend.close();
			throw new IllegalStateException("Cannot listen on 127.0.0.1:" + port, bound.cause());
		}
		return new StandInServer(backend, loops, connections, bound.channel());
	}

	private static InetAddress loopback() {
		try {
			return InetAddress.getByAddress("127.0.0.1", new byte[] { 127, 0, 0, 1 });
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Returns the TCP port that this server listens on.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Waits until this server is closed.
	 */
	public void awaitClose() {
		this.listener.closeFuture().awaitUninterruptibly();
	}

	/**
	 * Closes all connections and the data. Does nothing when already closed.
	 */
	public void close() {
		if (!this.closed.compareAndSet(false, true)) {
			return;
		}
		this.listener.close().awaitUninterruptibly();
		this.connections.close().awaitUninterruptibly();
		this.loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
		this.backend.close();
	}

	private static final class Pipeline extends ChannelInitializer<SocketChannel> {

		private final StandInBackend backend;

		private final ChannelGroup connections;

		private Pipeline(StandInBackend backend, ChannelGroup connections) {
			this.backend = backend;
			this.connections = connections;
		}

		@Override
		protected void initChannel(SocketChannel channel) {
			this.connections.add(channel);
			channel.pipeline()
				.addLast(new MongoWireReplyEncoder(), new MongoWireMessageEncoder(), new MongoWireProtocolHandler(),
						new ConnectionHandler(this.backend));
		}

	}

}
