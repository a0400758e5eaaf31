package io.rocketjob.missioncontrol;

import java.time.Clock;
import java.time.Instant;
import java.util.Locale;

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
 */
record Call(ServerRequest request, Visitor visitor, String base, Assets assets, Clock clock) {

	static Call of(ServerRequest request, MissionControl console) {
		HttpServletRequest servletRequest = request.servletRequest();
		Visitor visitor = (Visitor) servletRequest.getAttribute(Visitor.ATTRIBUTE);
		if (visitor == null) {
			throw new IllegalStateException(
					"A request has come past the ConsoleFilter; register it for the path " + console.settings().path());
		}
		return new Call(request, visitor, console.base(servletRequest), console.assets(), console.clock());
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
		HttpServletRequest servletRequest = this.request.servletRequest();
		String query = servletRequest.getQueryString();
		// the application's address, with what a proxy has put before it
		String path = servletRequest.getRequestURI();
		return new Page(this.base, (query != null) ? path + "?" + withoutNotice(query) : path, title, section,
				this.visitor, new Format(locale(), Instant.now(this.clock)), this.assets,
				Notice.text(parameter("done")));
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
