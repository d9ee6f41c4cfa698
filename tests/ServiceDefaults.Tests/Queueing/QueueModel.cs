using ServiceDefaults.Queueing;

namespace ServiceDefaults.Tests.Queueing;

/// <summary>An in-memory queue without time: lists of commands per group key.</summary>
internal sealed class QueueModel
{
    private readonly List<Line> _lines = [];
    private readonly Dictionary<string, (CommandState State, string[] GroupKeys)> _commands = new(
        StringComparer.Ordinal);

    public long Count(CommandState state) => _commands.Values.Count(command => command.State == state);

    public bool IsPending(string groupKey) => _lines.Any(line => line.Names.Contains(groupKey));

    public EnqueueOutcome Enqueue(string key, string[] groupKeys)
    {
        if (_commands.ContainsKey(key))
        {
            return EnqueueOutcome.AlreadyThere;
        }

        if (!TryJoin(key, groupKeys))
        {
            return EnqueueOutcome.GroupConflict;
        }

        _commands[key] = (CommandState.Queued, groupKeys);
        return EnqueueOutcome.Accepted;
    }

    /// <summary>Whether a claim may return this command, or none.</summary>
    public bool Claim(string? key)
    {
        var first = _lines.Select(line => line.Keys[0])
            .Where(candidate => _commands[candidate].State == CommandState.Queued).ToList();
        if (key is null)
        {
            return first.Count == 0;
        }

        _commands[key] = _commands[key] with { State = CommandState.Delivering };
        return first.Contains(key);
    }

    public void Settle(string key, CommandState state)
    {
        _commands[key] = _commands[key] with { State = state };
        if (state != CommandState.Queued)
        {
            _lines.ForEach(line => line.Keys.Remove(key));
            _lines.RemoveAll(line => line.Keys.Count == 0);
        }
    }

    public RedriveOutcome Redrive(string key)
    {
        if (!_commands.TryGetValue(key, out var command))
        {
            return RedriveOutcome.Unknown;
        }

        if (command.State != CommandState.Dead)
        {
            return RedriveOutcome.NotDead;
        }

        if (!TryJoin(key, command.GroupKeys))
        {
            return RedriveOutcome.GroupConflict;
        }

        _commands[key] = command with { State = CommandState.Queued };
        return RedriveOutcome.Queued;
    }

    private bool TryJoin(string key, string[] groupKeys)
    {
        var found = _lines.Where(line => line.Names.Overlaps(groupKeys)).ToList();
        if (found.Count > 1)
        {
            return false;
        }

        if (found.Count == 0)
        {
            found.Add(new());
            _lines.Add(found[0]);
        }

        found[0].Keys.Add(key);
        found[0].Names.UnionWith(groupKeys);
        return true;
    }

    private sealed class Line
    {
        public List<string> Keys { get; } = [];

        public HashSet<string> Names { get; } = new(StringComparer.Ordinal);
    }
}
