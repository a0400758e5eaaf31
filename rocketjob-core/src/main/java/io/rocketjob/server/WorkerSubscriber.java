package io.rocketjob.server;

import java.util.function.IntConsumer;

import io.rocketjob.Subscriber;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Internal: does what events tell single workers of this server to do. Called by one
 * thread, which no action holds up.
 */
@Subscriber(WorkerSubscriber.NAME)
public final class WorkerSubscriber {

	static final String NAME = "worker";

	private static final Logger logger = LoggerFactory.getLogger(WorkerSubscriber.class);

	private final Supervisor supervisor;

	/**
	 * Makes one.
	 * @param supervisor what runs the server
	 */
	public WorkerSubscriber(Supervisor supervisor) {
		this.supervisor = supervisor;
	}

	/**
	 * Lets a worker end when what it is at has ended.
	 * @param server which server, or {@code null} to go by the name of the worker
	 * @param worker the name of the worker
	 */
	public void stop(@Nullable String server, String worker) {
		act(server, worker, "stop", (number) -> {
			if (!this.supervisor.stopWorker(number)) {
				missing(worker);
			}
		});
	}

	/**
	 * Interrupts what a worker is at, and queues it again.
	 * @param server which server, or {@code null} to go by the name of the worker
	 * @param worker the name of the worker
	 */
	public void kill(@Nullable String server, String worker) {
		act(server, worker, "kill", (number) -> ServerSubscriber.inBackground("rocketjob-kill-worker", () -> {
			if (!this.supervisor.killWorker(number)) {
				missing(worker);
			}
		}));
	}

	/**
	 * Stores the stack trace of a worker in the document of its server.
	 * @param server which server, or {@code null} to go by the name of the worker
	 * @param worker the name of the worker
	 * @param request what the answer is to say it is for; without it the stack trace is
	 * written to the log
	 */
	public void threadDump(@Nullable String server, String worker, @Nullable String request) {
		act(server, worker, "threadDump", (number) -> {
			String text = this.supervisor.threadDump(number);
			if (request != null) {
				this.supervisor.answer(request,
						(text != null) ? ThreadDumpAnswer.of(text) : ThreadDumpAnswer.missing(worker));
			}
			else if (text != null) {
				logger.info("{}", text);
			}
			else {
				missing(worker);
			}
		});
	}

	private void act(@Nullable String server, String worker, String what, IntConsumer action) {
		Integer number = WorkerName.number(worker, this.supervisor.serverName());
		if (number != null && (server == null || this.supervisor.isNamed(server))) {
			logger.info("Worker {} is told by an event: {}", worker, what);
			action.accept(number);
		}
	}

	private static void missing(String worker) {
		logger.info("There is no worker {} any more", worker);
	}

}
