using System.IO.Pipelines;

namespace PatientApi.Tests.Import;

/// <summary>Records the maximum that its reader ever left unread in the pipe.</summary>
internal sealed class MeasuringPipeReader(PipeReader inner) : PipeReader
{
    public long LongestBuffer { get; private set; }

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var result = await inner.ReadAsync(cancellationToken);
        LongestBuffer = Math.Max(LongestBuffer, result.Buffer.Length);
        return result;
    }

    public override bool TryRead(out ReadResult result) => inner.TryRead(out result);

    public override void AdvanceTo(SequencePosition consumed) => inner.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) =>
        inner.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);
}
