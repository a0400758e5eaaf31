package io.rocketjob.missioncontrol;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.rocketjob.missioncontrol.Page.Section;
import io.rocketjob.operation.OperationException;
import io.rocketjob.operation.Operations;
import io.rocketjob.operation.Operator;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.http.HttpMethod;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * The web console: its pages, for a {@link ConsoleFilter} to guard. Thread-safe.
 *
 * @since 0.1.0
 */
public final class MissionControl implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(MissionControl.class);

	private final ConsoleSettings settings;

	private final VisitorSource visitors;

	private final Clock clock;

	private final Assets assets = Assets.load();

	private final Counts counts;

	private final SharedViews views;

	private final LiveStreams streams;

	private final OverviewPages overview;

	private final JobPages jobs;

	private final TabPages tabs;

	private final OutputPages outputs;

	private final LogPages log;

	private final BulkPages bulk;

	private final SlicePages slices;

	private final CreatePages create;

	private final AuditPages audit;

	private final ServerPages servers;

	private final SchedulePages schedules;

	private final FilePages files;

	private final HousekeepingPages housekeeping;

	private final PerformancePages performance;

	private final boolean monitored;

	private MissionControl(ConsoleOperations can, ConsoleSettings settings, List<JobPageTab> tabs,
			VisitorSource visitors, Clock clock) {
		Operations operations = can.all();
		this.settings = settings;
		this.visitors = visitors;
		this.clock = clock;
		this.counts = new Counts(operations);
		this.views = new SharedViews(operations::hasPolicies, operations::together);
		this.streams = new LiveStreams(this.counts, this.views);
		this.overview = new OverviewPages(operations, this.counts);
		JobPageTabs added = new JobPageTabs(tabs);
		this.jobs = new JobPages(operations, this.counts, added);
		this.tabs = new TabPages(operations.jobs(), added);
		this.outputs = new OutputPages(operations.outputs());
		this.log = new LogPages(operations.jobs(), operations.log(), added);
		this.bulk = new BulkPages(operations.bulk());
		this.slices = new SlicePages(operations);
		this.create = new CreatePages(operations.creation(), settings.uploads());
		this.audit = new AuditPages(operations.audit());
		this.servers = new ServerPages(operations.servers());
		this.schedules = new SchedulePages(operations.schedules());
		this.files = new FilePages(can.dirmon());
		this.monitored = can.dirmon().isPresent();
		this.housekeeping = new HousekeepingPages(can.housekeeping(), operations.schedules());
		this.performance = new PerformancePages(operations.performance());
	}

	/**
	 * Makes a console for the users of Spring Security.
	 * @param operations what people can do
	 * @param settings the settings
	 * @param tabs what is added to the page of a job, in this order
	 * @return the console
	 * @throws IllegalStateException when two tabs have the same key, or one that cannot
	 * be in an address
	 */
	public static MissionControl secured(ConsoleOperations operations, ConsoleSettings settings,
			List<JobPageTab> tabs) {
		return new MissionControl(operations, settings, tabs, new SecuredVisitors(settings.roles()), Clock.systemUTC());
	}

	/**
	 * Makes a console for an application without Spring Security: for the same machine,
	 * and only to look.
	 * @param operations what people can do
	 * @param settings the settings
	 * @param tabs what is added to the page of a job, in this order
	 * @return the console
	 * @throws IllegalStateException when two tabs have the same key, or one that cannot
	 * be in an address
	 */
	public static MissionControl local(ConsoleOperations operations, ConsoleSettings settings, List<JobPageTab> tabs) {
		return new MissionControl(operations, settings, tabs, new LocalVisitors(), Clock.systemUTC());
	}

	/**
	 * The routes of its pages.
	 * @return the routes
	 */
	public RouterFunction<ServerResponse> routes() {
		Routes routes = new Routes();
		routes.get("", this.overview::overview);
		routes.get("/", (call) -> Answer.redirect(call.base()));
		routes.get("/jobs", this.jobs::list);
		routes.get("/jobs/completions", this.jobs::completions);
		routes.get("/jobs/{id}", this.jobs::job);
		routes.get("/jobs/{id}/confirm/{action}", this.jobs::confirm);
		routes.post("/jobs/{id}/actions/{action}", this.jobs::act);
		routes.post("/jobs/{id}/edit", this.jobs::edit);
		routes.get("/jobs/{id}/tabs/{key}", this.tabs::tab);
		routes.get("/jobs/{id}/log", this.log::show);
		routes.get("/jobs/{id}/categories/{category}/download", this.outputs::download);
		routes.get("/jobs/{id}/slices", this.slices::list);
		routes.get("/jobs/{id}/slices/{category}/{first}", this.slices::slice);
		routes.get("/jobs/{id}/slices/{category}/{first}/confirm/remove", this.slices::confirmRemoval);
		routes.post("/jobs/{id}/slices/{category}/{first}/{action}", this.slices::act);
		routes.get("/bulk", this.bulk::list);
		routes.get("/bulk/confirm", this.bulk::confirm);
		routes.post("/bulk/start", this.bulk::start);
		routes.get("/bulk/{id}", this.bulk::show);
		routes.post("/bulk/{id}/cancel", this.bulk::cancel);
		routes.get("/servers", this.servers::list);
		routes.get("/servers/confirm/{action}", this.servers::confirmAll);
		routes.post("/servers/actions/{action}", this.servers::actOnAll);
		routes.get("/servers/{id}", this.servers::server);
		routes.get("/servers/{id}/confirm/{action}", this.servers::confirm);
		routes.post("/servers/{id}/actions/{action}", this.servers::act);
		routes.get("/create", this.create::list);
		routes.get("/create/{class}", this.create::form);
		routes.post("/create/{class}", this.create::create);
		routes.get("/audit", this.audit::list);
		routes.get("/schedules", this.schedules::list);
		routes.get("/housekeeping", this.housekeeping::show);
		routes.get("/performance", this.performance::show);
		addFiles(routes);
		return routes.build();
	}

	private void addFiles(Routes routes) {
		routes.get("/files", this.files::list);
		routes.get("/files/create", this.files::newForm);
		routes.post("/files/create", this.files::create);
		routes.get("/files/entries/{name}", this.files::entry);
		routes.get("/files/entries/{name}/now", this.files::matches);
		routes.get("/files/entries/{name}/edit", this.files::editForm);
		routes.post("/files/entries/{name}/edit", this.files::edit);
		routes.get("/files/entries/{name}/confirm/{action}", this.files::confirm);
		routes.post("/files/entries/{name}/actions/{action}", this.files::act);
		routes.get("/files/entries/{name}/files/{job}/confirm/forget", this.files::confirmForgetting);
		routes.post("/files/entries/{name}/files/{job}/forget", this.files::forget);
		routes.post("/files/entries/{name}/files/{job}/retry", this.files::retry);
	}

	/**
	 * Lets pages be told of changes.
	 */
	@Override
	public void start() {
		this.streams.start();
	}

	/**
	 * Ends what open pages listen to. This is done in the first phase of a shutdown: the
	 * web server, which stops after it, would wait for them.
	 */
	@Override
	public void stop() {
		this.streams.stop();
	}

	@Override
	public boolean isRunning() {
		return this.streams.isRunning();
	}

	LiveStreams streams() {
		return this.streams;
	}

	ConsoleSettings settings() {
		return this.settings;
	}

	VisitorSource visitors() {
		return this.visitors;
	}

	SharedViews views() {
		return this.views;
	}

	boolean isMonitored() {
		return this.monitored;
	}

	Clock clock() {
		return this.clock;
	}

	Assets assets() {
		return this.assets;
	}

	String base(HttpServletRequest request) {
		return request.getContextPath() + this.settings.path();
	}

	/**
	 * Answers a request that is let in no further.
	 * @param request the request
	 * @param response its response
	 * @param refused why
	 * @throws IOException when the answer cannot be sent
	 */
	void refuse(HttpServletRequest request, HttpServletResponse response, RefusedException refused) throws IOException {
		Visitor nobody = new Visitor(new Operator(null, SecuredVisitors.CHANNEL, Set.of()), null, null, null);
		Page page = new Page(base(request), base(request), "Not allowed", Section.NONE, nobody,
				new Format(Locale.ENGLISH, Instant.now(this.clock)), this.assets, null, this.monitored);
		problem(page, refused.status(), String.valueOf(refused.getMessage())).write(response);
	}

	static Answer problem(Page page, int status, String problem) {
		return Answer.page(status, (out, tags) -> JteproblemGenerated.render(out, tags, page, status, problem));
	}

	static Answer missing(Call call) {
		return problem(call.page(Section.NONE, "Not found"), HttpServletResponse.SC_NOT_FOUND,
				"There is no such page. It may be of a job or a server that is gone, or of another version.");
	}

	private static Answer problem(Call call, OperationException problem) {
		String title = switch (problem.kind()) {
			case BAD_REQUEST -> "That is not possible";
			case DENIED -> "Not allowed";
			case NOT_FOUND -> "Not found";
			case CONFLICT -> "Not possible any more";
			case UNAVAILABLE -> "No answer";
			case FAILED -> "Failed";
		};
		return problem(call.page(Section.NONE, title), status(problem.kind()), String.valueOf(problem.getMessage()));
	}

	static int status(OperationException.Kind kind) {
		return switch (kind) {
			case BAD_REQUEST -> HttpServletResponse.SC_BAD_REQUEST;
			case DENIED -> HttpServletResponse.SC_FORBIDDEN;
			case NOT_FOUND -> HttpServletResponse.SC_NOT_FOUND;
			case CONFLICT -> HttpServletResponse.SC_CONFLICT;
			case UNAVAILABLE -> HttpServletResponse.SC_SERVICE_UNAVAILABLE;
			case FAILED -> HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
		};
	}

	/**
	 * Makes a page, or one that says what is wrong: what is thrown here would else be
	 * answered by what the application does with exceptions of its own.
	 */
	private Answer answer(Call call, PageHandler handler) {
		try {
			return handler.handle(call);
		}
		catch (OperationException ex) {
			return problem(call, ex);
		}
		catch (RuntimeException ex) {
			logger.error("The page {} cannot be shown", call.request().path(), ex);
			return problem(call.page(Section.NONE, "Failed"), HttpServletResponse.SC_INTERNAL_SERVER_ERROR,
					"This page cannot be shown: " + ex.getClass().getName() + ". The log of the application has more.");
		}
	}

	/** Makes a page. */
	@FunctionalInterface
	interface PageHandler {

		Answer handle(Call call);

	}

	/** What is being told of the routes. */
	private final class Routes {

		private final RouterFunctions.Builder builder = RouterFunctions.route();

		void get(String path, PageHandler handler) {
			this.builder.route(RequestPredicates.methods(HttpMethod.GET, HttpMethod.HEAD)
				.and(RequestPredicates.path(MissionControl.this.settings.path() + path)), handling(handler));
		}

		void post(String path, PageHandler handler) {
			this.builder.POST(MissionControl.this.settings.path() + path, handling((call) -> {
				try {
					return handler.handle(call);
				}
				finally {
					MissionControl.this.counts.forget();
					MissionControl.this.views.forget();
				}
			}));
		}

		private HandlerFunction<ServerResponse> handling(PageHandler handler) {
			return (request) -> ServerResponse.ok().build((servletRequest, response) -> {
				Call call = Call.of(request, MissionControl.this);
				try {
					Answer answer = answer(call, handler);
					Object again = servletRequest.getAttribute(Call.COME_AGAIN);
					if (again != null) {
						response.setHeader(Call.COME_AGAIN, again.toString());
					}
					answer.write(response);
				}
				catch (RuntimeException ex) {
					failed(call, ex, response);
				}
				return null;
			});
		}

		/** Only what is written while it is made can fail so late. */
		private void failed(Call call, RuntimeException cause, HttpServletResponse response) throws IOException {
			logger.error("What {} answers could not be written to its end", call.request().path(), cause);
			if (response.isCommitted()) {
				FileDownload.breakOff(call.request().servletRequest(), cause);
				return;
			}
			response.reset();
			answer(call, (same) -> {
				throw cause;
			}).write(response);
		}

		private ServerResponse asset(ServerRequest request) {
			Assets.Asset asset = MissionControl.this.assets.find(request.pathVariable("name"));
			return ServerResponse.ok().build((servletRequest, response) -> {
				if (asset != null) {
					Answer.protect(response);
					asset.write(servletRequest, response);
				}
				else {
					missing(Call.of(request, MissionControl.this)).write(response);
				}
				return null;
			});
		}

		/**
		 * Says only that there is something to look at, so it is open to every visitor.
		 */
		private ServerResponse live(ServerRequest request) {
			Call.of(request, MissionControl.this);
			return MissionControl.this.streams.isOpen()
					? ServerResponse.sse(MissionControl.this.streams::open, Duration.ZERO)
					: ServerResponse.noContent().build();
		}

		RouterFunction<ServerResponse> build() {
			String path = MissionControl.this.settings.path();
			this.builder.GET(path + "/assets/{name}", this::asset);
			this.builder.GET(path + "/live", this::live);
			this.builder.route(RequestPredicates.path(path).or(RequestPredicates.path(path + "/**")),
					handling(MissionControl::missing));
			return this.builder.build();
		}

	}

}
