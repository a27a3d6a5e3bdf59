package granary.yarnjobs;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

/** The jar with the toy task, for containers. */
final class ToyJar {
  private ToyJar() {}

  static Path in(Path directory) throws IOException {
    Path jar = directory.resolve("toy.jar");
    String entry = ToyTask.class.getName().replace('.', '/') + ".class";
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream output = new JarOutputStream(file);
        var input = ToyTask.class.getResourceAsStream("/" + entry)) {
      if (input == null) {
        throw new IOException("no class file of the toy task");
      }
      ZipEntry header = new ZipEntry(entry);
      // Always the same bytes, so that the jar is shipped once.
      header.setTime(0);
      output.putNextEntry(header);
      input.transferTo(output);
      output.closeEntry();
    }
    return jar;
  }
}
