package io.rocketjob.event;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.convert.ConversionService;

/**
 * Calls one subscriber for one event after the other, in a thread that ends when there
 * are none for a while. One that does not keep up loses events, and holds up no other.
 */
final class SubscriberQueue {

	static final int CAPACITY = 10_000;

	private static final Logger logger = LoggerFactory.getLogger(SubscriberQueue.class);

	private static final Duration IDLE = Duration.ofSeconds(10);

	private final SubscriberClass subscriber;

	private final Supplier<?> bean;

	private final ConversionService conversions;

	private final UnaryOperator<Throwable> loggable;

	private final @Nullable ClassLoader loader;

	private final Problems problems = new Problems(logger);

	private @Nullable ThreadPoolExecutor thread;

	private boolean open;

	private long dropped;

	private final LongAdder droppedInAll = new LongAdder();

	/**
	 * Makes a queue.
	 * @param subscriber the class of the subscriber
	 * @param bean gets the bean
	 * @param conversions turns parameters into the declared types
	 * @param loggable makes what the subscriber throws fit to be logged
	 */
	SubscriberQueue(SubscriberClass subscriber, Supplier<?> bean, ConversionService conversions,
			UnaryOperator<Throwable> loggable, @Nullable ClassLoader loader) {
		this.loader = loader;
		this.loggable = loggable;
		this.subscriber = subscriber;
		this.bean = bean;
		this.conversions = conversions;
	}

	synchronized void open() {
		this.open = true;
	}

	/**
	 * Takes an event, or drops it when too many wait.
	 * @param event the event
	 */
	synchronized void add(ReceivedEvent event) {
		if (!this.open) {
			return;
		}
		if (this.thread == null) {
			this.thread = newThread();
		}
		try {
			this.thread.execute(() -> call(event));
		}
		catch (RejectedExecutionException ex) {
			this.droppedInAll.increment();
			if (this.dropped++ == 0) {
				logger.warn("Subscriber {} does not keep up: {} events wait for it, and those that come now are"
						+ " dropped", this.subscriber.type().getName(), CAPACITY);
			}
			return;
		}
		if (this.dropped > 0) {
			logger.warn("Subscriber {} gets events again, after {} were dropped", this.subscriber.type().getName(),
					this.dropped);
			this.dropped = 0;
		}
	}

	long dropped() {
		return this.droppedInAll.sum();
	}

	private ThreadPoolExecutor newThread() {
		ThreadPoolExecutor executor = new ThreadPoolExecutor(1, 1, IDLE.toMillis(), TimeUnit.MILLISECONDS,
				new LinkedBlockingQueue<>(CAPACITY), (runnable) -> {
					Thread created = new Thread(runnable, "rocketjob-subscriber-" + this.subscriber.name());
					created.setDaemon(true);
					return created;
				});
		executor.allowCoreThreadTimeOut(true);
		return executor;
	}

	private void call(ReceivedEvent event) {
		SubscriberAction action = this.subscriber.action(event.action());
		if (action == null) {
			this.problems.say("Subscriber " + this.subscriber.type().getName() + " has no action '"
					+ Problems.printable(event.action()) + "' as an event for '" + this.subscriber.name()
					+ "' asks for");
			return;
		}
		// not that of the creator of the thread, or of the event before
		Thread current = Thread.currentThread();
		ClassLoader before = current.getContextClassLoader();
		if (this.loader != null) {
			current.setContextClassLoader(this.loader);
		}
		try {
			action.invoke(this.bean.get(), action.bind(event.parameters(), this.conversions));
		}
		catch (WrongEventException ex) {
			this.problems.say("Action '" + event.action() + "' of subscriber " + this.subscriber.type().getName() + " "
					+ ex.getMessage());
		}
		catch (InterruptedException ex) {
			logger.debug("Subscriber {} was interrupted", this.subscriber.type().getName(), ex);
		}
		catch (Throwable ex) {
			logger.error("Action '{}' of subscriber {} failed", event.action(), this.subscriber.type().getName(),
					this.loggable.apply(ex));
		}
		finally {
			current.setContextClassLoader(before);
		}
	}

	/**
	 * Drops what waits, and lets the event that is being handled come to its end.
	 */
	synchronized void close() {
		this.open = false;
		if (this.thread != null) {
			this.thread.getQueue().clear();
			this.thread.shutdown();
		}
	}

	/**
	 * Waits for the end of the event that is being handled, and interrupts it then.
	 * @param until how long to wait, by {@link System#nanoTime()}
	 * @throws InterruptedException when the caller is
	 */
	void awaitEnd(long until) throws InterruptedException {
		ThreadPoolExecutor ending;
		synchronized (this) {
			ending = this.thread;
			this.thread = null;
		}
		if (ending != null && !ending.awaitTermination(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
			ending.shutdownNow();
		}
	}

}
