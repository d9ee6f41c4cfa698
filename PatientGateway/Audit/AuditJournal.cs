using System.Threading.Channels;
using Microsoft.Extensions.Options;
using PatientApi.Contracts;
using ServiceDefaults.Encryption;

namespace PatientGateway.Audit;

/// <summary>
/// The entries of this process that the API does not have yet: in its files, or in memory while those fail. Blocks in
/// memory are younger than all in the files, so that the order of delivery is that of the chain.
/// </summary>
internal sealed class AuditJournal : IDisposable
{
    private readonly AuditTrail _trail;
    private readonly AuditOptions _options;
    private readonly PayloadCipher _cipher;
    private readonly ILogger<AuditJournal> _logger;
    private readonly AuditChainWriter _chain;
    private readonly Lock _lock = new();
    private readonly Lock _closing = new();
    private readonly Queue<AuditBlock> _memory = new();
    private readonly Channel<bool> _added = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private AuditFolder? _folder;
    private AuditFileWriter? _file;
    private AuditFileReader? _reader;
    private int _entriesInMemory;
    private AuditHead? _head;

    public AuditJournal(
        AuditTrail trail, IOptions<AuditOptions> options, PayloadCipher cipher, ILogger<AuditJournal> logger)
    {
        (_trail, _options, _cipher, _logger) = (trail, options.Value, cipher, logger);
        _chain = new(Writer, _options.Key);
    }

    /// <summary>The writer: this process.</summary>
    public Guid Writer { get; } = Guid.NewGuid();

    /// <summary>Head of what was written to the file or, without one, is in memory.</summary>
    public AuditHead? Head => Volatile.Read(ref _head);

    /// <summary>Whether blocks wait in memory for a file.</summary>
    public bool HasUnwritten => Oldest() is not null;

    /// <summary>Whether memory has no room for further entries.</summary>
    public bool IsFull
    {
        get
        {
            lock (_lock)
            {
                return _entriesInMemory >= _options.BufferSize;
            }
        }
    }

    /// <summary>Writes the entries of accesses.</summary>
    public void Write(IReadOnlyList<AuditAccess> accesses) => WriteBlocks(_chain.Chain(accesses));

    /// <summary>Writes an entry about this writer.</summary>
    public void Write(string action, string? detail, DateTimeOffset at) =>
        WriteBlocks([_chain.Chain(action, detail, at)]);

    /// <summary>Tries again to write what waits in memory.</summary>
    public void Flush() => WriteBlocks([]);

    /// <summary>Waits until a block was added, at most for some time.</summary>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await _added.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The time is up.
        }
    }

    /// <summary>Returns the oldest block that is not delivered, and what to call when it is.</summary>
    public (AuditBlock Block, Action Acknowledge)? Peek()
    {
        if (Volatile.Read(ref _reader) is { } reader && reader.Peek() is { } written)
        {
            return (written, reader.Acknowledge);
        }

        lock (_lock)
        {
            return _memory.TryPeek(out var block) ? (block, () => Forget(block)) : null;
        }
    }

    /// <summary>Ends the file, and deletes the folder if everything was delivered.</summary>
    /// <exception cref="IOException">It cannot be deleted.</exception>
    public void Close()
    {
        // A host can be stopped twice at once.
        lock (_closing)
        {
            if (_folder is null)
            {
                return;
            }

            _file?.Dispose();
            // Deletes the last file, if all of it was delivered.
            _reader?.Peek();
            _reader?.Dispose();
            _reader = null;
            _folder.DeleteIfDelivered();
            _folder.Dispose();
            _folder = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_closing)
        {
            _file?.Dispose();
            _reader?.Dispose();
            _folder?.Dispose();
        }
    }

    private void WriteBlocks(IEnumerable<AuditBlock> blocks)
    {
        foreach (var block in blocks)
        {
            lock (_lock)
            {
                _memory.Enqueue(block);
                _entriesInMemory += block.Entries;
            }
        }

        try
        {
            while (Oldest() is { } block)
            {
                Open().Append(block.Json.Span);
                Forget(block);
                // Only a block that was written shows that the file works.
                _trail.ReportFile(failure: null);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _trail.ReportFile(exception);
        }

        Volatile.Write(ref _head, _chain.Head);
        _added.Writer.TryWrite(true);
    }

    private AuditBlock? Oldest()
    {
        lock (_lock)
        {
            return _memory.TryPeek(out var block) ? block : null;
        }
    }

    // The file and the delivery may both finish a block: it is then delivered twice, which the API ignores.
    private void Forget(AuditBlock block)
    {
        lock (_lock)
        {
            if (_memory.TryPeek(out var oldest) && ReferenceEquals(oldest, block))
            {
                _memory.Dequeue();
                _entriesInMemory -= block.Entries;
            }
        }
    }

    private AuditFileWriter Open()
    {
        if (_file is null)
        {
            _folder = AuditFolder.Create(_options.Folder, Writer);
            var file = new AuditFileWriter(_folder, _cipher, _options.FileBytes);
            Volatile.Write(ref _reader, new(_folder, _cipher, _logger, () => file.Appended));
            _file = file;
        }

        return _file;
    }
}
