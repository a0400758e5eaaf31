package io.rocketjob.transfer;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

import org.springframework.core.io.Resource;

/**
 * A resource that can only be read from its beginning.
 *
 * @param resource the resource
 */
record ResourceSource(Resource resource) implements Source {

	@Override
	public Content open(long from, @Nullable String version) throws IOException {
		return new Content(this.resource.getInputStream(), 0, length(), null);
	}

	private long length() {
		try {
			return this.resource.contentLength();
		}
		catch (IOException ex) {
			return -1;
		}
	}

}
