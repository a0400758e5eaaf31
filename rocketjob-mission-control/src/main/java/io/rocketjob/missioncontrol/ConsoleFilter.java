package io.rocketjob.missioncontrol;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * Lets visitors in, or says why not. Is to stand behind the filters of Spring Security:
 * what these throw for visitors who have not logged in is answered there as the
 * application does it. Refuses changes that another site has sent. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ConsoleFilter implements Filter {

	/** Just behind the filters of Spring Security, whose order is -100. */
	public static final int ORDER = -99;

	private static final Set<String> SAFE = Set.of("GET", "HEAD");

	private final Supplier<MissionControl> console;

	/**
	 * Makes it.
	 * @param console gives the console that it guards, at the first request: filters are
	 * made with the web server, before most of the application is
	 */
	public ConsoleFilter(Supplier<MissionControl> console) {
		this.console = console;
	}

	@Override
	public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
			throws IOException, ServletException {
		HttpServletRequest request = (HttpServletRequest) servletRequest;
		HttpServletResponse response = (HttpServletResponse) servletResponse;
		MissionControl guarded = this.console.get();
		try {
			Visitor visitor = guarded.visitors().of(request);
			if (!SAFE.contains(request.getMethod())) {
				checkOrigin(request, visitor);
			}
			request.setAttribute(Visitor.ATTRIBUTE, visitor);
			Answer.protect(response);
			if (request.getRequestURI().endsWith("/live")) {
				// else some proxies keep events back
				response.setHeader("X-Accel-Buffering", "no");
			}
		}
		catch (RefusedException ex) {
			guarded.refuse(request, response, ex);
			return;
		}
		chain.doFilter(request, response);
		FileDownload.cutIfBroken(request);
	}

	/**
	 * Browsers say where a request comes from: by {@code Sec-Fetch-Site}, which they
	 * leave out on plain http, or by {@code Origin}.
	 */
	private static void checkOrigin(HttpServletRequest request, Visitor visitor) {
		String site = request.getHeader("Sec-Fetch-Site");
		String origin = request.getHeader("Origin");
		boolean own;
		if (site != null) {
			own = site.equals("same-origin");
		}
		else if (origin != null) {
			own = isOwn(origin, request);
		}
		else {
			// no browser; its token has been checked by Spring Security
			own = visitor.token() != null;
		}
		if (!own) {
			throw new RefusedException("This change was not sent by a page of this console, so nothing was done."
					+ " If it was: the browser says the page came from " + ((origin != null) ? origin : "elsewhere")
					+ ", and the application believes to be " + host(request)
					+ "; behind a proxy, set server.forward-headers-strategy.");
		}
	}

	private static boolean isOwn(String origin, HttpServletRequest request) {
		try {
			URI uri = new URI(origin);
			return uri.getHost() != null && host(uri.getScheme(), uri.getHost(), uri.getPort()).equals(host(request));
		}
		catch (URISyntaxException ex) {
			return false;
		}
	}

	private static String host(HttpServletRequest request) {
		return host(request.getScheme(), request.getServerName(), request.getServerPort());
	}

	private static String host(@Nullable String scheme, String name, int port) {
		boolean standard = port < 0 || port == ("https".equals(scheme) ? 443 : 80);
		return scheme + "://" + name.toLowerCase(Locale.ROOT) + (standard ? "" : ":" + port);
	}

}
