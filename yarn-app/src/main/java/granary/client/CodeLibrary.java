package granary.client;

import granary.job.JobId;
import granary.journal.ShippedFile;
import granary.yarn.ApplicationView;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.security.AccessControlException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The code that containers get, each content once: {@code KEY-GENERATION/} holds its files, and in
 * {@code users/} a directory for each job that needs them. Runs in clients, several at once.
 *
 * <p>A job enters itself among the users before it relies on the files, and a sweep removes {@code
 * users} first, which the file system refuses as long as anybody is entered. So one of the two is
 * first: either the job is entered and the files stay, or there is no place to enter, and the job
 * brings the files anew. That has another generation, so that what a sweep goes on to remove is
 * never what somebody has just brought.
 */
final class CodeLibrary {
  private static final Logger LOG = LoggerFactory.getLogger(CodeLibrary.class);
  private static final String USERS = "users";
  private static final String TEMPORARY = ".tmp";
  private static final FsPermission OPEN = new FsPermission((short) 01777);

  /** So long the place of a job is kept that YARN does not know: it may be about to know it. */
  private static final Duration UNKNOWN_FOR = Duration.ofDays(1);

  /** So that one submission does not pay for all that a year has left. */
  private static final int MOST = 20;

  private final FileSystem fileSystem;
  private final FileContext context;
  private final Path directory;

  /**
   * A library that may be there or not.
   *
   * @throws IOException if the file system cannot be opened
   */
  CodeLibrary(Path directory, Configuration hadoop) throws IOException {
    this.fileSystem = directory.getFileSystem(hadoop);
    this.context = FileContext.getFileContext(directory.toUri(), hadoop);
    this.directory = directory;
  }

  /** Writes a file's content. */
  interface Content {
    void writeTo(OutputStream output) throws IOException;
  }

  /** A file that belongs to a key. */
  record Part(String name, FsPermission permission, Content content) {}

  /**
   * Enters a job among the users of the files, which are brought unless they are there.
   *
   * @param key names the content of all parts together
   * @return the files, which stay until the job has ended
   */
  List<ShippedFile> take(String key, List<Part> parts, JobId job) throws IOException {
    Optional<List<ShippedFile>> there = takeExisting(key, parts, job);
    if (there.isPresent()) {
      return there.get();
    }
    Path temporary = new Path(directory, "_" + UUID.randomUUID() + TEMPORARY);
    try {
      write(temporary, parts, job);
      // Another client may have been faster.
      there = takeExisting(key, parts, job);
      if (there.isPresent()) {
        fileSystem.delete(temporary, true);
        return there.get();
      }
      String generation = UUID.randomUUID().toString().substring(0, 8);
      Path target = new Path(directory, key + "-" + generation);
      if (!fileSystem.rename(temporary, target)) {
        throw new IOException("Cannot rename " + temporary + " to " + target);
      }
      return files(target, parts);
    } catch (IOException e) {
      removeAfter(e, temporary);
      throw e;
    }
  }

  private void write(Path temporary, List<Part> parts, JobId job) throws IOException {
    Path users = new Path(temporary, USERS);
    fileSystem.mkdirs(new Path(users, job.value()));
    fileSystem.setPermission(users, OPEN);
    for (Part part : parts) {
      Path file = new Path(temporary, part.name());
      try (OutputStream output = FileSystem.create(fileSystem, file, part.permission())) {
        part.content().writeTo(output);
      }
    }
  }

  private void removeAfter(IOException failure, Path temporary) {
    try {
      fileSystem.delete(temporary, true);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private Optional<List<ShippedFile>> takeExisting(String key, List<Part> parts, JobId job)
      throws IOException {
    for (FileStatus each : entries()) {
      Path path = each.getPath();
      if (path.getName().startsWith(key + "-") && enter(path, job)) {
        return Optional.of(files(path, parts));
      }
    }
    return Optional.empty();
  }

  private List<FileStatus> entries() throws IOException {
    try {
      return Arrays.stream(fileSystem.listStatus(directory))
          .filter(FileStatus::isDirectory)
          .sorted(Comparator.comparing(FileStatus::getPath))
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  /** Whether there was a place to enter. */
  private boolean enter(Path entry, JobId job) throws IOException {
    try {
      context.mkdir(place(entry, job), FsPermission.getDirDefault(), false);
      return true;
    } catch (FileNotFoundException | ParentNotDirectoryException | AccessControlException e) {
      // It is being removed, or is another user's who keeps it closed.
      return false;
    }
  }

  private static Path place(Path entry, JobId job) {
    return new Path(new Path(entry, USERS), job.value());
  }

  private List<ShippedFile> files(Path entry, List<Part> parts) throws IOException {
    Map<String, FileStatus> found = new HashMap<>();
    for (FileStatus status : fileSystem.listStatus(entry)) {
      found.put(status.getPath().getName(), status);
    }
    List<ShippedFile> files = new ArrayList<>();
    for (Part part : parts) {
      FileStatus status = found.get(part.name());
      if (status == null) {
        throw new FileNotFoundException("There is no " + part.name() + " in " + entry);
      }
      files.add(
          new ShippedFile(
              part.name(),
              status.getPath().toString(),
              status.getLen(),
              status.getModificationTime()));
    }
    return files;
  }

  /** Takes a job that has ended from the users of its code. */
  void release(JobId job, List<ShippedFile> code) throws IOException {
    for (Path entry :
        code.stream().map(file -> new Path(file.uri()).getParent()).distinct().toList()) {
      fileSystem.delete(place(entry, job), false);
    }
  }

  /**
   * Removes what was not used for {@code keep} and no job needs, the oldest first.
   *
   * @param applications what YARN knows of a job
   * @return how many contents
   */
  int sweep(Instant now, Duration keep, Function<JobId, Optional<ApplicationView>> applications)
      throws IOException {
    long before = now.minus(keep).toEpochMilli();
    List<FileStatus> old =
        entries().stream()
            .filter(entry -> entry.getModificationTime() < before)
            .sorted(Comparator.comparingLong(FileStatus::getModificationTime))
            .limit(MOST)
            .toList();
    int removed = 0;
    for (FileStatus entry : old) {
      try {
        if (isUnused(entry, now, before) && isClosed(entry.getPath(), now, applications)) {
          fileSystem.delete(entry.getPath(), true);
          removed++;
        }
      } catch (AccessControlException e) {
        LOG.debug("{} is another user's, who sweeps it", entry.getPath(), e);
      }
    }
    return removed;
  }

  /** By its users' directory, which changes with each of them. */
  private boolean isUnused(FileStatus entry, Instant now, long before) throws IOException {
    if (isTemporary(entry.getPath())) {
      return entry.getModificationTime() < now.minus(UNKNOWN_FOR).toEpochMilli();
    }
    try {
      Path users = new Path(entry.getPath(), USERS);
      return fileSystem.getFileStatus(users).getModificationTime() < before;
    } catch (FileNotFoundException e) {
      // A sweep was cut off here; nobody can enter any more.
      return true;
    }
  }

  /** Temporary names are not looked at by others: nobody enters there. */
  private static boolean isTemporary(Path entry) {
    return entry.getName().endsWith(TEMPORARY);
  }

  /** Whether nobody is entered and nobody can enter any more. */
  private boolean isClosed(
      Path entry, Instant now, Function<JobId, Optional<ApplicationView>> applications)
      throws IOException {
    if (isTemporary(entry)) {
      return true;
    }
    Path users = new Path(entry, USERS);
    try {
      for (FileStatus user : fileSystem.listStatus(users)) {
        if (goesOn(user, now, applications)) {
          return false;
        }
        fileSystem.delete(user.getPath(), false);
      }
    } catch (FileNotFoundException e) {
      return true;
    }
    return removeEmpty(users);
  }

  /** File systems refuse this in different ways. */
  private boolean removeEmpty(Path users) throws IOException {
    try {
      return fileSystem.delete(users, false) || !fileSystem.exists(users);
    } catch (IOException e) {
      if (fileSystem.exists(users) && fileSystem.listStatus(users).length > 0) {
        return false;
      }
      throw e;
    }
  }

  private static boolean goesOn(
      FileStatus user, Instant now, Function<JobId, Optional<ApplicationView>> applications) {
    return applications
        .apply(new JobId(user.getPath().getName()))
        .map(application -> !application.state().ended())
        .orElseGet(() -> user.getModificationTime() > now.minus(UNKNOWN_FOR).toEpochMilli());
  }
}
