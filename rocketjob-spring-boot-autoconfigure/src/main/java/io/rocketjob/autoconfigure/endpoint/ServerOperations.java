package io.rocketjob.autoconfigure.endpoint;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

import io.rocketjob.RocketJobException;
import io.rocketjob.ServerControl;
import io.rocketjob.ServerFilter;
import io.rocketjob.ServerInstance;
import io.rocketjob.ServerNotFoundException;
import io.rocketjob.Servers;
import io.rocketjob.WorkerNotFoundException;
import io.rocketjob.job.ClaimFilter;
import io.rocketjob.job.JobEngine;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * What one can do with servers at an endpoint. Takes texts, so that it can say what is
 * wrong with them.
 */
final class ServerOperations {

	/** So that somebody who waits for an answer gets one. */
	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final int MOST_WORKERS = 10_000;

	private static final String ACTIONS = "pause, resume, stop, kill, refresh, max-workers, filter, log-level,"
			+ " log-thread-dump";

	private static final String ACTIONS_OF_ONE = ACTIONS + ", thread-dump; with worker: stop, kill, thread-dump";

	/** What each action takes, but for a worker. */
	private static final Map<String, List<String>> MEMBERS = Map.of("pause", List.of(), "resume", List.of(), "stop",
			List.of(), "kill", List.of(), "refresh", List.of(), "maxworkers", List.of("maxWorkers"), "filter",
			List.of("include", "exclude", "where"), "loglevel", List.of("logger", "level"), "logthreaddump", List.of(),
			"threaddump", List.of());

	private final Servers servers;

	private final JobEngine engine;

	private final DatabasePing database;

	ServerOperations(Servers servers, JobEngine engine) {
		this.servers = servers;
		this.engine = engine;
		this.database = DatabasePing.ofJobs(engine.mongo());
	}

	ServersDescriptor list(Values values) {
		this.database.check();
		return new ServersDescriptor(
				this.servers.list().stream().map((server) -> ServerDescriptor.of(server, values)).toList());
	}

	ServerDescriptor one(String idOrName, Values values) {
		this.database.check();
		return ServerDescriptor.withActivity(this.servers.get(idOrName), values);
	}

	/**
	 * Tells all servers to do something.
	 * @param server must be left out: who names one does not mean all
	 * @param control what to do
	 * @return what they were told
	 */
	ControlDescriptor controlAll(@Nullable String server, Control control) {
		if (server != null) {
			throw EndpointException.badRequest(
					"name the server in the path: this goes to all servers, rocketjobservers/{id or name} to one");
		}
		if (StringUtils.hasText(control.worker())) {
			throw EndpointException
				.badRequest("worker needs the server in the path, such as rocketjobservers/{id or name}");
		}
		control.checkMembers();
		this.database.check();
		if (!control(this.servers, control)) {
			throw EndpointException.badRequest("action must be one of " + ACTIONS);
		}
		return new ControlDescriptor(control.name(), null, null, null);
	}

	ControlDescriptor controlOne(String idOrName, Control control) {
		this.database.check();
		ServerInstance server = this.servers.get(idOrName);
		control.checkMembers();
		String worker = StringUtils.hasText(control.worker()) ? control.worker() : null;
		if (control.is("threaddump")) {
			return new ControlDescriptor(control.name(), server.name(), worker, threadDump(server, worker));
		}
		if (!((worker != null) ? controlWorker(server, worker, control) : control(server, control))) {
			throw EndpointException.badRequest("action must be one of " + ACTIONS_OF_ONE);
		}
		return new ControlDescriptor(control.name(), server.name(), worker, null);
	}

	private boolean control(ServerControl target, Control control) {
		switch (control.canonicalName()) {
			case "pause" -> target.pause();
			case "resume" -> target.resume();
			case "stop" -> target.stop();
			case "kill" -> target.kill();
			case "refresh" -> target.refresh();
			case "maxworkers" ->
				target.maxWorkers(JobOperations.number("maxWorkers", control.maxWorkers(), 0, 1, MOST_WORKERS));
			case "filter" -> target.filter(filter(control));
			case "loglevel" -> logLevel(target, control);
			case "logthreaddump" -> target.logThreadDump();
			default -> {
				return false;
			}
		}
		return true;
	}

	private static boolean controlWorker(ServerInstance server, String worker, Control control) {
		if (control.is("stop")) {
			checked(() -> server.stopWorker(worker));
			return true;
		}
		if (control.is("kill")) {
			checked(() -> server.killWorker(worker));
			return true;
		}
		return false;
	}

	/**
	 * What was given is at fault: there is no such worker, or level.
	 */
	private static void checked(Runnable call) {
		try {
			call.run();
		}
		catch (IllegalArgumentException ex) {
			throw EndpointException.badRequest(ex.getMessage());
		}
	}

	private static String threadDump(ServerInstance server, @Nullable String worker) {
		try {
			return (worker != null) ? server.threadDump(worker, PATIENCE) : server.threadDump(PATIENCE);
		}
		catch (IllegalArgumentException ex) {
			throw EndpointException.badRequest(ex.getMessage());
		}
		catch (ServerNotFoundException | WorkerNotFoundException ex) {
			throw ex;
		}
		catch (RocketJobException ex) {
			throw EndpointException.unavailable(ex.getMessage());
		}
	}

	private static void logLevel(ServerControl target, Control control) {
		String logger = control.logger();
		String level = control.level();
		if (!StringUtils.hasText(logger) || !StringUtils.hasText(level)) {
			throw EndpointException.badRequest("logger and level are needed, such as org.example and DEBUG");
		}
		checked(() -> target.logLevel(logger.strip(), level.strip().toUpperCase(Locale.ROOT)));
	}

	private ServerFilter filter(Control control) {
		checked(() -> new ServerFilter(control.include(), null, null), "include must be a regular expression");
		checked(() -> new ServerFilter(null, control.exclude(), null), "exclude must be a regular expression");
		String right = "where must be a query of MongoDB as JSON, such as {\"fields.region\": \"eu\"}";
		ServerFilter filter = checked(() -> new ServerFilter(control.include(), control.exclude(), control.where()),
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
			throw EndpointException.badRequest(right);
		}
	}

	/**
	 * What to tell servers, as somebody has written it.
	 */
	record Control(@Nullable String action, @Nullable String worker, @Nullable String maxWorkers,
			@Nullable String include, @Nullable String exclude, @Nullable String where, @Nullable String logger,
			@Nullable String level) {

		String name() {
			return (this.action != null) ? this.action : "";
		}

		String canonicalName() {
			return name().replace("-", "").toLowerCase(Locale.ROOT);
		}

		boolean is(String canonicalName) {
			return canonicalName().equals(canonicalName);
		}

		/**
		 * Refuses what the action does not take: who gives it means something else than
		 * what would be done.
		 */
		void checkMembers() {
			List<String> taken = MEMBERS.get(canonicalName());
			if (taken == null) {
				return;
			}
			List<String> unfitting = new ArrayList<>(given());
			unfitting.removeAll(taken);
			if (!unfitting.isEmpty()) {
				throw EndpointException.badRequest(name() + " takes no " + String.join(", ", unfitting)
						+ (taken.isEmpty() ? "" : ", only " + String.join(", ", taken)));
			}
		}

		private List<String> given() {
			List<String> given = new ArrayList<>();
			add(given, "maxWorkers", this.maxWorkers);
			add(given, "include", this.include);
			add(given, "exclude", this.exclude);
			add(given, "where", this.where);
			add(given, "logger", this.logger);
			add(given, "level", this.level);
			return given;
		}

		private static void add(List<String> given, String name, @Nullable String value) {
			if (value != null) {
				given.add(name);
			}
		}

	}

}
