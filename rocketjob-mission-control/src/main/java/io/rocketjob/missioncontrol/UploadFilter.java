package io.rocketjob.missioncontrol;

import java.io.IOException;
import java.util.function.Supplier;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Says which property limits a file that is too large. Is to stand before the filters of
 * Spring Security: these look into the form for its token, and the web server would
 * refuse it there, in words of its own. Thread-safe.
 *
 * @since 0.1.0
 */
public final class UploadFilter implements Filter {

	/** Before the filters of Spring Security, whose order is -100. */
	public static final int ORDER = -101;

	private final Supplier<MissionControl> console;

	/**
	 * Makes it.
	 * @param console gives the console that it is for, at the first request
	 */
	public UploadFilter(Supplier<MissionControl> console) {
		this.console = console;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		MissionControl of = this.console.get();
		UploadLimits limits = of.settings().uploads();
		if (limits != null && limits.isExceeded((HttpServletRequest) request)) {
			of.refuse((HttpServletRequest) request, (HttpServletResponse) response,
					new RefusedException(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE,
							"The file is too large, so nothing was done: this application takes files of "
									+ limits.words() + "."));
			return;
		}
		chain.doFilter(request, response);
	}

}
