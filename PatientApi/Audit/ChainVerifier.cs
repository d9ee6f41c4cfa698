using PatientApi.Contracts;

namespace PatientApi.Audit;

/// <summary>
/// Verifies the chain of one writer from its entries, added in the order of their sequence. It starts at the writer's
/// genesis, or at the head up to which entries were deleted after their retention.
/// </summary>
internal sealed class ChainVerifier
{
    private const int MaxFaults = 100;

    private readonly Guid _writer;
    private readonly IReadOnlyList<AuditChain> _chains;
    private readonly AuditHead[] _anchors;
    private readonly ILookup<long, byte[]> _anchored;
    private readonly List<AuditFault> _faults = [];
    private readonly long _retired;

    private AuditChain? _chain;
    private byte[]? _previous;
    private AuditEntry? _last;
    private long _entries;

    /// <param name="writer">The writer.</param>
    /// <param name="chains">The chains by key; the first one that matches the first entry is used.</param>
    /// <param name="retired">The head up to which entries were deleted, and its seal.</param>
    /// <param name="anchors">Known heads of this writer.</param>
    public ChainVerifier(
        Guid writer,
        IReadOnlyList<AuditChain> chains,
        (AuditHead Head, byte[] Seal)? retired,
        IEnumerable<AuditHead> anchors)
    {
        (_writer, _chains) = (writer, chains);
        if (retired is var (head, seal))
        {
            (_retired, _previous) = (head.Sequence, head.Mac);
            if (!chains.Any(chain => chain.SealOf(head).AsSpan().SequenceEqual(seal)))
            {
                AddFault(AuditFaultKind.ForgedRetirement, head.Sequence);
            }
        }

        _anchors = [.. anchors.Where(anchor => anchor.Writer == writer).OrderBy(anchor => anchor.Sequence)];
        _anchored = _anchors.ToLookup(anchor => anchor.Sequence, anchor => anchor.Mac);
        Compare(_retired, _previous);
    }

    /// <summary>Head of the entries so far; <see langword="null"/> before the first one.</summary>
    public AuditHead? Head => _last is null ? null : new(_writer, _last.Sequence, _last.Mac);

    /// <summary>Whether no fault was found so far.</summary>
    public bool IsIntact => _faults.Count == 0;

    /// <summary>The number of entries so far.</summary>
    public long Entries => _entries;

    private long LastSequence => _last?.Sequence ?? _retired;

    /// <summary>Adds the next entry.</summary>
    public void Add(AuditEntry entry)
    {
        _entries++;
        if (entry.Sequence <= LastSequence)
        {
            AddFault(
                entry.Sequence == _last?.Sequence ? AuditFaultKind.Duplicate : AuditFaultKind.Edited, entry.Sequence);
            return;
        }

        if (entry.Sequence > LastSequence + 1)
        {
            // What the entry must follow is missing, so its own MAC says nothing.
            AddFault(AuditFaultKind.Removed, LastSequence + 1);
        }
        else if (!Matches(entry))
        {
            AddFault(AuditFaultKind.Edited, entry.Sequence);
        }

        (_last, _previous) = (entry, entry.Mac);
        Compare(entry.Sequence, entry.Mac);
    }

    /// <summary>Compares the end of the chain with the anchors, and returns the result.</summary>
    /// <param name="killedBefore">When a process took over the files of this writer, if one did.</param>
    public AuditWriterVerification Complete(DateTimeOffset? killedBefore)
    {
        var anchored = _anchors.Where(anchor => anchor.Sequence <= LastSequence)
            .Select(anchor => anchor.Sequence).LastOrDefault();
        if (_anchors.Length > 0 && _anchors[^1].Sequence > LastSequence)
        {
            AddFault(
                LastSequence == 0 ? AuditFaultKind.MissingWriter : AuditFaultKind.MissingEnd, LastSequence + 1);
        }

        var end = _last?.Action == AuditActions.WriterClosed ? AuditChainEnd.Closed
            : killedBefore is null ? AuditChainEnd.Open
            : AuditChainEnd.Killed;
        return new()
        {
            Writer = _writer,
            Entries = _entries,
            RetiredThrough = _retired,
            LastSequence = LastSequence,
            LastAt = _last?.At,
            AnchoredThrough = anchored,
            AfterAnchor = LastSequence - Math.Max(anchored, _retired),
            End = end,
            GapUntil = end == AuditChainEnd.Killed ? killedBefore : null,
            Faults = _faults,
        };
    }

    private bool Matches(AuditEntry entry)
    {
        // A writer has one key from its first entry to its last.
        _chain ??= _chains.FirstOrDefault(chain => Matches(chain, entry));
        return _chain is not null && Matches(_chain, entry);
    }

    private bool Matches(AuditChain chain, AuditEntry entry) =>
        chain.MacOf(_previous ?? chain.GenesisOf(_writer), _writer, entry).AsSpan().SequenceEqual(entry.Mac);

    private void Compare(long sequence, byte[]? mac)
    {
        if (mac is not null && _anchored[sequence].Any(anchor => !anchor.AsSpan().SequenceEqual(mac)))
        {
            AddFault(AuditFaultKind.AnchorDiffers, sequence);
        }
    }

    private void AddFault(AuditFaultKind kind, long sequence)
    {
        if (_faults.Count < MaxFaults)
        {
            _faults.Add(new(kind, sequence));
        }
    }
}
