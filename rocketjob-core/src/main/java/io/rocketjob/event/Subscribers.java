package io.rocketjob.event;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

import io.rocketjob.Subscriber;

import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.convert.ConversionService;
import org.springframework.util.ClassUtils;

/**
 * Internal: finds the beans that are subscribers when the application starts, checks
 * them, and hands events to them. A bean that is made lazily is made for its first event.
 * Thread-safe.
 */
public final class Subscribers implements SmartInitializingSingleton, SmartLifecycle {

	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private final ConfigurableListableBeanFactory beans;

	private final EventReader reader;

	private final ConversionService conversions = EventConversions.create();

	private final UnaryOperator<Throwable> loggable;

	private final List<SubscriberQueue> queues = new ArrayList<>();

	private volatile boolean running;

	/**
	 * Makes the subscribers of an application.
	 * @param beans where they are
	 * @param reader reads the events
	 * @param loggable makes what a subscriber throws fit to be logged
	 */
	public Subscribers(ConfigurableListableBeanFactory beans, EventReader reader, UnaryOperator<Throwable> loggable) {
		this.beans = beans;
		this.reader = reader;
		this.loggable = loggable;
	}

	@Override
	public void afterSingletonsInstantiated() {
		for (String name : this.beans.getBeanNamesForAnnotation(Subscriber.class)) {
			if (!ScopedProxyUtils.isScopedTarget(name)) {
				add(name);
			}
		}
	}

	private void add(String beanName) {
		Class<?> target = AutoProxyUtils.determineTargetClass(this.beans, beanName);
		if (target == null) {
			throw new SubscriberException("The class of the subscriber bean '" + beanName + "' is not known",
					"Declare its class as the type that its @Bean method returns.");
		}
		SubscriberClass subscriber = SubscriberClass.of(ClassUtils.getUserClass(target));
		Class<?> type = this.beans.getType(beanName);
		if (type != null && Proxy.isProxyClass(type)) {
			subscriber.actions().values().forEach((action) -> action.checkInvocableOn(type));
		}
		SubscriberQueue queue = new SubscriberQueue(subscriber, () -> this.beans.getBean(beanName), this.conversions,
				this.loggable, this.beans.getBeanClassLoader());
		this.queues.add(queue);
		this.reader.addListener(subscriber.name(), queue::add);
	}

	/**
	 * How many events were dropped, because subscribers do not keep up.
	 * @return the number since the start of this process, over all subscribers
	 */
	public long dropped() {
		return this.queues.stream().mapToLong(SubscriberQueue::dropped).sum();
	}

	@Override
	public boolean isAutoStartup() {
		return this.reader.isAutoStartup();
	}

	@Override
	public int getPhase() {
		// started before what reads events, and stopped after it
		return EventReader.PHASE - 1;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public void start() {
		this.running = true;
		this.queues.forEach(SubscriberQueue::open);
	}

	@Override
	public void stop() {
		this.running = false;
		this.queues.forEach(SubscriberQueue::close);
		long until = System.nanoTime() + PATIENCE.toNanos();
		try {
			for (SubscriberQueue queue : this.queues) {
				queue.awaitEnd(until);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
