using System.Text.Json;
using Microsoft.Extensions.Options;
using PatientApi.Contracts;
using ServiceDefaults.Encryption;

namespace PatientGateway.Audit;

/// <summary>Everything to deliver: the files of processes that have ended, then the journal of this one.</summary>
internal sealed partial class AuditBacklog(
    AuditJournal journal, IOptions<AuditOptions> options, PayloadCipher cipher, ILogger<AuditBacklog> logger)
    : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<AuditFileReader> _adopted = new();

    /// <summary>Takes the files of processes that have ended.</summary>
    /// <returns>The heads of their chains.</returns>
    public IReadOnlyList<AuditHead> Adopt()
    {
        var heads = new List<AuditHead>();
        foreach (var folder in TryAdopt())
        {
            // Before the sender gets at the files, and deletes them.
            var reader = new AuditFileReader(folder, cipher, logger);
            if (TryReadHead(reader) is { } head)
            {
                heads.Add(head);
            }

            lock (_lock)
            {
                _adopted.Enqueue(reader);
            }
        }

        return heads;
    }

    /// <summary>Returns the next block, and what to call when it is delivered; <see langword="null"/> if there is
    /// none.</summary>
    public (AuditBlock Block, Action Acknowledge)? Peek()
    {
        while (true)
        {
            AuditFileReader? reader;
            lock (_lock)
            {
                _adopted.TryPeek(out reader);
            }

            if (reader is null)
            {
                return TryPeek(journal.Peek);
            }

            if (TryPeek(() => reader.Peek() is { } block ? (block, reader.Acknowledge) : null) is { } found)
            {
                return found;
            }

            Finish(reader);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var reader in _adopted)
        {
            reader.Dispose();
            reader.Folder.Dispose();
        }
    }

    private IReadOnlyList<AuditFolder> TryAdopt()
    {
        try
        {
            return AuditFolder.Adopt(options.Value.Folder);
        }
        catch (Exception exception) when (IsOfTheDisk(exception))
        {
            LogUnreadable(exception.GetType().Name);
            return [];
        }
    }

    private AuditHead? TryReadHead(AuditFileReader reader)
    {
        try
        {
            return reader.ReadHead();
        }
        catch (Exception exception) when (IsOfTheDisk(exception))
        {
            LogUnreadable(exception.GetType().Name);
            return null;
        }
    }

    // A file that cannot be read now is read again at the next start.
    private (AuditBlock Block, Action Acknowledge)? TryPeek(Func<(AuditBlock Block, Action Acknowledge)?> peek)
    {
        try
        {
            return peek();
        }
        catch (Exception exception) when (IsOfTheDisk(exception))
        {
            LogUnreadable(exception.GetType().Name);
            return null;
        }
    }

    private void Finish(AuditFileReader reader)
    {
        lock (_lock)
        {
            _adopted.Dequeue();
        }

        reader.Dispose();
        try
        {
            reader.Folder.DeleteIfDelivered();
        }
        catch (Exception exception) when (IsOfTheDisk(exception))
        {
            LogUnreadable(exception.GetType().Name);
        }

        reader.Folder.Dispose();
    }

    private static bool IsOfTheDisk(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or JsonException;

    [LoggerMessage(1, LogLevel.Error, "The folder of audit entries cannot be read or cleaned ({Exception}); it is "
        + "tried again at the next start.")]
    private partial void LogUnreadable(string exception);
}
