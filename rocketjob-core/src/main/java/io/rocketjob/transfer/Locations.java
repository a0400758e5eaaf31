package io.rocketjob.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.core.io.AbstractResource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.io.WritableResource;
import org.springframework.util.StringUtils;
import org.springframework.util.function.SingletonSupplier;

/**
 * Internal: opens the locations that jobs may read and write. Thread-safe.
 */
public final class Locations {

	private static final Duration CONNECT = Duration.ofSeconds(30);

	private final AllowedLocations sources;

	private final AllowedLocations targets;

	private final ResourceLoader resources;

	private final SingletonSupplier<HttpClient> client = SingletonSupplier
		.of(() -> HttpClient.newBuilder().connectTimeout(CONNECT).followRedirects(HttpClient.Redirect.NEVER).build());

	/**
	 * Makes it.
	 * @param sources what may be read
	 * @param targets what may be written
	 * @param resources finds what is neither a file nor of a web server
	 */
	public Locations(AllowedLocations sources, AllowedLocations targets, ResourceLoader resources) {
		this.sources = sources;
		this.targets = targets;
		this.resources = resources;
	}

	/**
	 * Checks a location that is to be read.
	 * @param what what it is, for the message
	 * @param location the location
	 * @throws IllegalArgumentException when it is not allowed
	 */
	void checkSource(String what, String location) {
		this.sources.check(what, location);
	}

	/**
	 * Checks a location that is to be written.
	 * @param what what it is, for the message
	 * @param location the location
	 * @throws IllegalArgumentException when it is not allowed, or cannot be written
	 */
	void checkTarget(String what, String location) {
		AllowedLocations.Location target = this.targets.check(what, location);
		if (target.file() == null) {
			writable(what, location);
		}
	}

	/**
	 * What a location that may be read has.
	 * @param location the location
	 * @return what reads it
	 */
	Source source(String location) {
		AllowedLocations.Location source = this.sources.check("source", location);
		if (source.file() != null) {
			return new FileSource(source.file());
		}
		return (source.http() != null)
				? new HttpSource(Objects.requireNonNull(this.client.get()), source.http(), this::redirected)
				: new ResourceSource(this.resources.getResource(location));
	}

	private URI redirected(URI to) {
		return Objects.requireNonNull(this.sources.check("source, where the server redirects to", to.toString()).http(),
				"The server redirects to what no web server has");
	}

	/**
	 * A location that may be read, as a resource whose name is that of the location.
	 * @param location the location
	 * @return the resource
	 */
	Resource resource(String location) {
		AllowedLocations.Location source = this.sources.check("location", location);
		if (source.file() != null) {
			return new FileSystemResource(source.file());
		}
		return (source.http() != null) ? new HttpResource(source(location), source.http())
				: this.resources.getResource(location);
	}

	/**
	 * The file that a location means which may be written.
	 * @param location the location
	 * @return its path, {@code null} when it is no file
	 */
	@Nullable Path targetFile(String location) {
		return this.targets.check("target", location).file();
	}

	WritableResource writable(String what, String location) {
		Resource resource = this.resources.getResource(location);
		if (resource instanceof WritableResource writable && AllowedLocations.Location.parse(location).http() == null) {
			return writable;
		}
		throw new IllegalArgumentException(what + ": nothing can be written to " + location
				+ "; right would be a file, or a location for which the application has a writable resource");
	}

	/** A file of a web server that is only read as far as redirects are allowed. */
	private static final class HttpResource extends AbstractResource {

		private final Source source;

		private final URI uri;

		HttpResource(Source source, URI uri) {
			this.source = source;
			this.uri = uri;
		}

		@Override
		public InputStream getInputStream() throws IOException {
			try {
				return this.source.open(0, null).stream();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IOException("Interrupted while reading " + this.uri, ex);
			}
		}

		@Override
		public boolean exists() {
			// it is told when it is read
			return true;
		}

		@Override
		public URI getURI() {
			return this.uri;
		}

		@Override
		public @Nullable String getFilename() {
			return StringUtils.getFilename(this.uri.getPath());
		}

		@Override
		public String getDescription() {
			return this.uri.toString();
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return this == other;
		}

		@Override
		public int hashCode() {
			return this.uri.hashCode();
		}

	}

}
