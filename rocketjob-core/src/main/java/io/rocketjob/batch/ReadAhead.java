package io.rocketjob.batch;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.ToLongFunction;

import io.rocketjob.RocketJobException;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Prepares what comes next in other threads while one thread works on what came before,
 * in order. No more than a few are prepared at once, and of large ones only one. Used by
 * one thread.
 *
 * @param <S> what is prepared
 * @param <T> what becomes of it
 */
final class ReadAhead<S, T> implements Iterator<T>, AutoCloseable {

	private static final int MOST_THREADS = 4;

	private static final long MOST_BYTES = 2 * 1024 * 1024;

	private final Iterator<S> source;

	private final Function<S, T> preparation;

	private final ToLongFunction<S> size;

	private final ExecutorService threads;

	private final Queue<Prepared<T>> prepared = new ArrayDeque<>();

	private final int most;

	private long bytes;

	/**
	 * Makes it.
	 * @param source what is prepared
	 * @param preparation what is done in other threads; thread-safe
	 * @param size how many bytes each has before that
	 */
	ReadAhead(Iterator<S> source, Function<S, T> preparation, ToLongFunction<S> size) {
		this.source = source;
		this.size = size;
		int count = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
		this.preparation = preparation;
		this.most = 2 * count;
		CustomizableThreadFactory factory = new CustomizableThreadFactory("rocketjob-download-");
		factory.setDaemon(true);
		this.threads = Executors.newFixedThreadPool(count, factory);
	}

	@Override
	public boolean hasNext() {
		return !this.prepared.isEmpty() || this.source.hasNext();
	}

	@Override
	public T next() {
		while (this.prepared.size() < this.most && this.bytes < MOST_BYTES && this.source.hasNext()) {
			S next = this.source.next();
			long length = this.size.applyAsLong(next);
			this.prepared.add(new Prepared<>(this.threads.submit(() -> this.preparation.apply(next)), length));
			this.bytes += length;
		}
		Prepared<T> first = this.prepared.remove();
		this.bytes -= first.bytes();
		return result(first.future());
	}

	private T result(Future<T> future) {
		try {
			return future.get();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new RocketJobException("The download was interrupted", ex);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof RuntimeException cause) {
				throw cause;
			}
			if (ex.getCause() instanceof Error cause) {
				throw cause;
			}
			throw new IllegalStateException(ex.getCause());
		}
	}

	/** Drops what is not worked on yet. */
	@Override
	public void close() {
		this.threads.shutdownNow();
	}

	/**
	 * What is prepared.
	 *
	 * @param future what becomes of it
	 * @param bytes how large it was before
	 * @param <T> what becomes of it
	 */
	private record Prepared<T>(Future<T> future, long bytes) {
	}

}
