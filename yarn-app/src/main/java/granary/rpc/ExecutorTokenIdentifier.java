package granary.rpc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.security.token.TokenIdentifier;

/** Says which job an executor works for. Valid as long as the application master lives. */
public final class ExecutorTokenIdentifier extends TokenIdentifier {
  static final Text KIND = new Text("GRANARY_EXECUTOR");

  private final Text job = new Text();

  public ExecutorTokenIdentifier() {}

  public ExecutorTokenIdentifier(String job) {
    this.job.set(job);
  }

  @Override
  public Text getKind() {
    return KIND;
  }

  @Override
  public UserGroupInformation getUser() {
    return UserGroupInformation.createRemoteUser(job.toString());
  }

  @Override
  public void write(DataOutput out) throws IOException {
    job.write(out);
  }

  @Override
  public void readFields(DataInput in) throws IOException {
    job.readFields(in);
  }
}
