package granary.ledger;

import granary.catalog.PointerSearch.Result;
import granary.catalog.ZooKeeperCatalog;
import granary.commit.NodeRebuild;
import granary.dataset.DatasetName;
import granary.failure.InvalidRequestException;
import granary.failure.OutcomeUnknownException;
import granary.failure.UnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;

/** Finds a dataset again whose nodes were lost with ZooKeeper's data. */
final class LostPointer {
  private final ZooKeeperCatalog catalog;
  private final FileSystem files;

  LostPointer(ZooKeeperCatalog catalog, FileSystem files) {
    this.catalog = catalog;
    this.files = files;
  }

  PointerRebuild rebuild(TableIdentifier identifier, Path location) {
    String name = identifier.name();
    if (catalog.uuid(identifier).isPresent()) {
      throw refused(name, "it has one; fsck without --rebuild-pointer checks it");
    }
    try {
      Result result = catalog.search(location.toString());
      if (result instanceof Result.Dropped dropped) {
        throw refused(name, "the dataset was dropped (" + dropped.location() + ".dropped)");
      } else if (result instanceof Result.NotFound nothing) {
        throw refused(name, nothing.reason() + " (" + location + "/metadata)");
      }
      Result.Found found = (Result.Found) result;
      restore(identifier, found.metadata());
      return new PointerRebuild(found.metadata().metadataFileLocation(), found.unacknowledged());
    } catch (IOException | UncheckedIOException e) {
      throw new UnavailableException(
          "Cannot rebuild the pointer of dataset " + name + ": " + e.getMessage(), e);
    }
  }

  private void restore(TableIdentifier identifier, TableMetadata metadata) throws IOException {
    NodeRebuild.Contents contents =
        new NodeRebuild(files, catalog.io(), metadata)
            .read(
                DatasetProperties.parse(new DatasetName(identifier.name()), metadata.properties())
                    .grain());
    try {
      catalog.restore(identifier, metadata, contents::of);
    } catch (AlreadyExistsException e) {
      throw refused(identifier.name(), "another process has rebuilt it at the same time");
    } catch (CommitStateUnknownException e) {
      throw new OutcomeUnknownException(
          "Cannot tell whether the pointer of dataset "
              + identifier.name()
              + " was rebuilt: look with dataset show",
          e);
    }
  }

  private static InvalidRequestException refused(String name, String reason) {
    return new InvalidRequestException(
        "Cannot rebuild the pointer of dataset " + name + ": " + reason);
  }
}
