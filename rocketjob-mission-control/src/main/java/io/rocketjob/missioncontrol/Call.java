package io.rocketjob.missioncontrol;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Supplier;

import io.rocketjob.missioncontrol.Page.Section;
import io.rocketjob.operation.Operator;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.web.servlet.function.ServerRequest;

/**
 * A request for a page, or by a form of one.
 *
 * @param request the request
 * @param visitor who makes it
 * @param base the path of the console, with that of the application before it
 * @param assets the files that pages load
 * @param clock tells the present time
 * @param views what pages that refresh themselves show
 * @param monitored whether there is a directory monitor
 */
record Call(ServerRequest request, Visitor visitor, String base, Assets assets, Clock clock, SharedViews views,
		boolean monitored) {

	static Call of(ServerRequest request, MissionControl console) {
		HttpServletRequest servletRequest = request.servletRequest();
		Visitor visitor = (Visitor) servletRequest.getAttribute(Visitor.ATTRIBUTE);
		if (visitor == null) {
			throw new IllegalStateException(
					"A request has come past the ConsoleFilter; register it for the path " + console.settings().path());
		}
		return new Call(request, visitor, console.base(servletRequest), console.assets(), console.clock(),
				console.views(), console.isMonitored());
	}

	/** Where an answer says after how many milliseconds there is more to see. */
	static final String COME_AGAIN = "X-RocketJob-Come-Again";

	/**
	 * What the page shows; where it refreshes itself, perhaps as it was read for another
	 * a moment ago. To be called once for a page.
	 */
	<T> T view(Supplier<T> source) {
		return this.views.get(this, source);
	}

	/** Whether the script of the page asks, not the reader. */
	boolean isRefresh() {
		return this.request.servletRequest().getHeader("HX-Request") != null;
	}

	/** Has the script of the page ask again after a time. */
	void comeAgain(Duration time) {
		this.request.servletRequest().setAttribute(COME_AGAIN, time.plusMillis(1).toMillis());
	}

	Operator operator() {
		return this.visitor.operator().because(parameter("reason"));
	}

	String path(String name) {
		return this.request.pathVariable(name);
	}

	/**
	 * A parameter of the query or the form.
	 * @param name its name
	 * @return its value, {@code null} where there is none or it is empty
	 */
	@Nullable String parameter(String name) {
		return this.request.param(name).map(String::strip).filter((value) -> !value.isEmpty()).orElse(null);
	}

	/**
	 * A parameter, as it was sent.
	 * @param name its name
	 * @return its value, empty where there is none
	 */
	String raw(String name) {
		return this.request.param(name).orElse("");
	}

	Page page(Section section, String title) {
		return new Page(this.base, address(), title, section, this.visitor,
				new Format(locale(), Instant.now(this.clock)), this.assets, Notice.text(parameter("done")),
				this.monitored);
	}

	/**
	 * The address of the page in the application, with what a proxy has put before it.
	 */
	String address() {
		HttpServletRequest servletRequest = this.request.servletRequest();
		String query = servletRequest.getQueryString();
		String path = servletRequest.getRequestURI();
		return (query != null) ? path + "?" + withoutNotice(query) : path;
	}

	private Locale locale() {
		// nobody's wish is no language either
		return (this.request.servletRequest().getHeader("Accept-Language") != null)
				? this.request.servletRequest().getLocale() : Locale.ENGLISH;
	}

	private static String withoutNotice(String query) {
		return query.replaceAll("(^|&)done=[^&]*", "").replaceFirst("^&", "");
	}

	Answer see(Notice notice, String... segments) {
		return Answer.redirect(Page.query(Page.path(this.base, segments), "done", notice.key()));
	}

}
