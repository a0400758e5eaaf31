package io.rocketjob.operation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import io.rocketjob.RocketJobException;
import io.rocketjob.ServerControl;
import io.rocketjob.ServerFilter;
import io.rocketjob.ServerInstance;
import io.rocketjob.ServerNotFoundException;
import io.rocketjob.Servers;
import io.rocketjob.WorkerNotFoundException;
import io.rocketjob.job.JobEngine;
import io.rocketjob.operation.OperationGuard.Attempt;
import io.rocketjob.work.ClaimFilter;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * What an operator can do with servers. Takes texts, as people write them, and says what
 * is wrong with them. Servers do within moments what they are told. Each method throws an
 * {@link OperationException} when it cannot be done. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ServerOperations {

	/** So that a caller who waits for an answer gets one. */
	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final int MOST_WORKERS = 10_000;

	private static final String ACTIONS = "pause, resume, stop, kill, refresh, max-workers, filter, log-level,"
			+ " log-thread-dump";

	private static final String ACTIONS_OF_ONE = ACTIONS + ", thread-dump; with worker: stop, kill, thread-dump";

	private final Servers servers;

	private final JobEngine engine;

	private final OperationGuard guard;

	private final DatabasePing database;

	ServerOperations(Servers servers, JobEngine engine, OperationGuard guard, DatabasePing database) {
		this.servers = servers;
		this.engine = engine;
		this.guard = guard;
		this.database = database;
	}

	/**
	 * Lists all servers. Needs {@code server:read}.
	 * @param operator who asks
	 * @return the servers, ordered by name
	 */
	public ServersDescriptor list(Operator operator) {
		return this.guard.read(operator, Permission.SERVER_READ, OperationTarget.SERVERS, () -> {
			this.database.check();
			return new ServersDescriptor(this.servers.list()
				.stream()
				.map((server) -> ServerDescriptor.of(server, masking(operator, server)))
				.toList());
		});
	}

	/**
	 * Describes a server, with what its workers are at. Needs {@code server:read}.
	 * @param operator who asks
	 * @param idOrName its id or name
	 * @return the server
	 */
	public ServerDescriptor get(Operator operator, String idOrName) {
		return this.guard.read(operator, Permission.SERVER_READ, target(idOrName, null), () -> {
			this.database.check();
			ServerInstance server = this.servers.get(idOrName);
			return ServerDescriptor.withActivity(server, masking(operator, server));
		});
	}

	private Masking masking(Operator operator, ServerInstance server) {
		return this.guard.permits(operator, Permission.VALUE_READ, OperationTarget.of(server, null), null)
				? Masking.SHOWN : Masking.HIDDEN;
	}

	/**
	 * Tells all servers to do something. Needs {@code server:control}, or
	 * {@code server:kill} to kill them.
	 * @param operator who does it, and why
	 * @param command what to do
	 * @return what they were told
	 */
	public ControlDescriptor control(Operator operator, ServerCommand command) {
		if (StringUtils.hasText(command.worker())) {
			throw OperationException.badRequest("worker needs the server that has it");
		}
		Action action = Action.of(command, ACTIONS);
		if (action == Action.THREAD_DUMP) {
			throw OperationException.badRequest("action must be one of " + ACTIONS);
		}
		return this.guard.change(operator, action.text, action.permission, OperationTarget.SERVERS, (attempt) -> {
			this.database.check();
			control(this.servers, action, command, attempt);
			return new ControlDescriptor(command.name(), null, null, null);
		});
	}

	/**
	 * Tells a server, or one of its workers, to do something. Needs
	 * {@code server:control}, or {@code server:kill} to kill it.
	 * @param operator who does it, and why
	 * @param idOrName the id or name of the server
	 * @param command what to do
	 * @return what it was told, with the thread dump where that was asked for
	 */
	public ControlDescriptor control(Operator operator, String idOrName, ServerCommand command) {
		Action action = Action.of(command, ACTIONS_OF_ONE);
		String worker = StringUtils.hasText(command.worker()) ? command.worker() : null;
		if (worker != null && !action.isOfWorkers()) {
			throw OperationException.badRequest("action must be one of " + ACTIONS_OF_ONE);
		}
		return this.guard.change(operator, action.text, action.permission, target(idOrName, worker), (attempt) -> {
			this.database.check();
			ServerInstance server = this.servers.get(idOrName);
			attempt.on(OperationTarget.of(server, worker), null);
			String threadDump = null;
			if (action == Action.THREAD_DUMP) {
				threadDump = threadDump(server, worker);
			}
			else if (worker != null) {
				controlWorker(server, worker, action);
			}
			else {
				control(server, action, command, attempt);
			}
			return new ControlDescriptor(command.name(), server.name(), worker, threadDump);
		});
	}

	/** What was given may be anything; it names nothing before it is found. */
	private static OperationTarget target(String idOrName, @Nullable String worker) {
		return new OperationTarget((worker != null) ? OperationTarget.Kind.WORKER : OperationTarget.Kind.SERVER, null,
				(worker != null) ? worker : idOrName);
	}

	private void control(ServerControl target, Action action, ServerCommand command, Attempt attempt) {
		switch (action) {
			case PAUSE -> target.pause();
			case RESUME -> target.resume();
			case STOP -> target.stop();
			case KILL -> target.kill();
			case REFRESH -> target.refresh();
			case MAX_WORKERS -> {
				int max = Given.number("maxWorkers", command.maxWorkers(), 0, 1, MOST_WORKERS);
				if (target instanceof ServerInstance server) {
					attempt.before("maxWorkers", server.maxWorkers());
				}
				target.maxWorkers(max);
				attempt.after("maxWorkers", max);
			}
			case FILTER -> {
				ServerFilter filter = filter(command);
				if (target instanceof ServerInstance server) {
					tell(server.filter(), attempt::before);
				}
				target.filter(filter);
				tell(filter, attempt::after);
			}
			case LOG_LEVEL -> logLevel(target, command, attempt);
			case LOG_THREAD_DUMP -> target.logThreadDump();
			case THREAD_DUMP -> throw new IllegalArgumentException("has an answer");
		}
	}

	private static void tell(ServerFilter filter, BiConsumer<String, @Nullable Object> values) {
		values.accept("include", filter.include());
		values.accept("exclude", filter.exclude());
		values.accept("where", Masking.HIDDEN.text(filter.where()));
	}

	private static void controlWorker(ServerInstance server, String worker, Action action) {
		if (action == Action.STOP) {
			checked(() -> server.stopWorker(worker));
		}
		else {
			checked(() -> server.killWorker(worker));
		}
	}

	/**
	 * What was given is at fault: there is no such worker, or level.
	 */
	private static void checked(Runnable call) {
		try {
			call.run();
		}
		catch (IllegalArgumentException ex) {
			throw OperationException.badRequest(ex.getMessage());
		}
	}

	private static String threadDump(ServerInstance server, @Nullable String worker) {
		try {
			return (worker != null) ? server.threadDump(worker, PATIENCE) : server.threadDump(PATIENCE);
		}
		catch (IllegalArgumentException ex) {
			throw OperationException.badRequest(ex.getMessage());
		}
		catch (ServerNotFoundException | WorkerNotFoundException ex) {
			throw ex;
		}
		catch (RocketJobException ex) {
			throw OperationException.unavailable(ex.getMessage());
		}
	}

	private static void logLevel(ServerControl target, ServerCommand command, Attempt attempt) {
		String logger = command.logger();
		String level = command.level();
		if (!StringUtils.hasText(logger) || !StringUtils.hasText(level)) {
			throw OperationException.badRequest("logger and level are needed, such as org.example and DEBUG");
		}
		String name = logger.strip();
		String upper = level.strip().toUpperCase(Locale.ROOT);
		checked(() -> target.logLevel(name, upper));
		attempt.after(name, upper);
	}

	private ServerFilter filter(ServerCommand command) {
		checked(() -> new ServerFilter(command.include(), null, null), "include must be a regular expression");
		checked(() -> new ServerFilter(null, command.exclude(), null), "exclude must be a regular expression");
		String right = "where must be a query of MongoDB as JSON, such as {\"fields.region\": \"eu\"}";
		ServerFilter filter = checked(() -> new ServerFilter(command.include(), command.exclude(), command.where()),
				right);
		// each server looks as well, and can tell its log only
		checked(() -> {
			this.engine.claims().check(new ClaimFilter(filter));
			return filter;
		}, right + ", and MongoDB refuses this one");
		return filter;
	}

	/**
	 * Says what would be right, and nothing of what was given: it may have data in it.
	 */
	private static ServerFilter checked(Supplier<ServerFilter> filter, String right) {
		try {
			return filter.get();
		}
		catch (IllegalArgumentException ex) {
			throw OperationException.badRequest(right);
		}
	}

	/**
	 * What servers can be told, with what each action takes.
	 */
	private enum Action {

		PAUSE("pause", Permission.SERVER_CONTROL), RESUME("resume", Permission.SERVER_CONTROL),
		STOP("stop", Permission.SERVER_CONTROL), KILL("kill", Permission.SERVER_KILL),
		REFRESH("refresh", Permission.SERVER_CONTROL),
		MAX_WORKERS("max-workers", Permission.SERVER_CONTROL, "maxWorkers"),
		FILTER("filter", Permission.SERVER_CONTROL, "include", "exclude", "where"),
		LOG_LEVEL("log-level", Permission.SERVER_CONTROL, "logger", "level"),
		LOG_THREAD_DUMP("log-thread-dump", Permission.SERVER_CONTROL),
		THREAD_DUMP("thread-dump", Permission.SERVER_CONTROL);

		private final String text;

		private final Permission permission;

		private final String members;

		Action(String text, Permission permission, String... members) {
			this.text = text;
			this.permission = permission;
			this.members = String.join(", ", members);
		}

		/**
		 * Finds the action of a command. Refuses what the action does not take: who gives
		 * it means something else than what would be done.
		 */
		static Action of(ServerCommand command, String possible) {
			String canonical = command.name().replace("-", "").toLowerCase(Locale.ROOT);
			Action action = Arrays.stream(values())
				.filter((each) -> each.text.replace("-", "").equals(canonical))
				.findFirst()
				.orElseThrow(() -> OperationException.badRequest("action must be one of " + possible));
			List<String> unfitting = new ArrayList<>(command.given());
			unfitting.removeAll(List.of(action.members.split(", ")));
			if (!unfitting.isEmpty()) {
				throw OperationException.badRequest(command.name() + " takes no " + String.join(", ", unfitting)
						+ (action.members.isEmpty() ? "" : ", only " + action.members));
			}
			return action;
		}

		/** Whether single workers can be told so. */
		boolean isOfWorkers() {
			return this == STOP || this == KILL || this == THREAD_DUMP;
		}

	}

}
