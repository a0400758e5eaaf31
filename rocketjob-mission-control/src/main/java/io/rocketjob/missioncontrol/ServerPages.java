package io.rocketjob.missioncontrol;

import java.util.Comparator;
import java.util.List;

import io.rocketjob.missioncontrol.Page.Section;
import io.rocketjob.operation.ControlDescriptor;
import io.rocketjob.operation.ServerCommand;
import io.rocketjob.operation.ServerDescriptor;
import io.rocketjob.operation.ServerDescriptor.ActiveWorkerDescriptor;
import io.rocketjob.operation.ServerOperations;

/**
 * The list of servers, and the page of one.
 */
final class ServerPages {

	private final ServerOperations servers;

	ServerPages(ServerOperations servers) {
		this.servers = servers;
	}

	Answer list(Call call) {
		List<ServerDescriptor> found = call.view(() -> this.servers.list(call.operator()).servers());
		Page page = call.page(Section.SERVERS, "Servers");
		List<ServerAction> actions = found.isEmpty() ? List.of() : ServerAction.of(page, null);
		return Answer.page((out, tags) -> JteserversGenerated.render(out, tags, page, found, actions));
	}

	Answer server(Call call) {
		ServerDescriptor server = call.view(() -> this.servers.get(call.operator(), call.path("id")));
		Page page = call.page(Section.SERVERS, server.name());
		List<ServerAction> actions = ServerAction.of(page, server.state());
		return Answer.page((out, tags) -> JteserverGenerated.render(out, tags, page, server, workers(server), actions));
	}

	/** Those that are at something for the longest time come first. */
	private static List<ActiveWorkerDescriptor> workers(ServerDescriptor server) {
		List<ActiveWorkerDescriptor> active = server.activeWorkers();
		return (active != null) ? active.stream().sorted(Comparator.comparing(ActiveWorkerDescriptor::since)).toList()
				: List.of();
	}

	Answer confirm(Call call) {
		ServerDescriptor server = this.servers.get(call.operator(), call.path("id"));
		String worker = call.parameter("worker");
		Page page = call.page(Section.SERVERS, server.name());
		return confirm(page, call.path("action"), (worker != null) ? "worker " + worker : "server " + server.name(),
				Page.query(page.to("servers", server.id(), "actions", call.path("action")), "worker", worker),
				page.to("servers", server.id()));
	}

	Answer confirmAll(Call call) {
		int count = this.servers.list(call.operator()).servers().size();
		Page page = call.page(Section.SERVERS, "Servers");
		return confirm(page, call.path("action"), "all " + page.format().number(count) + " servers",
				page.to("servers", "actions", call.path("action")), page.to("servers"));
	}

	private static Answer confirm(Page page, String key, String subject, String address, String back) {
		ServerAction action = ServerAction.find(key);
		if (action == null || action.warning() == null || !ServerAction.of(page, null).contains(action)) {
			return Answer.redirect(back);
		}
		Confirmation confirmation = new Confirmation(action.verb() + " " + subject + "?", "", action.warning(),
				action.verb(), address, back, false);
		return Answer.page((out, tags) -> JteconfirmGenerated.render(out, tags, page, confirmation));
	}

	Answer act(Call call) {
		String id = call.path("id");
		ControlDescriptor done = this.servers.control(call.operator(), id, command(call));
		String dump = done.threadDump();
		if (dump != null) {
			Page page = call.page(Section.SERVERS,
					"Threads of " + ((done.worker() != null) ? done.worker() : done.server()));
			return Answer.page((out, tags) -> JtethreadsGenerated.render(out, tags, page, id, dump));
		}
		return call.see(Notice.SERVER, "servers", id);
	}

	Answer actOnAll(Call call) {
		this.servers.control(call.operator(), command(call));
		return call.see(Notice.SERVERS, "servers");
	}

	private static ServerCommand command(Call call) {
		return new ServerCommand(call.path("action"), call.parameter("worker"), call.parameter("maxWorkers"),
				call.parameter("include"), call.parameter("exclude"), call.parameter("where"), call.parameter("logger"),
				call.parameter("level"));
	}

}
