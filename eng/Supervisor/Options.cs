using System.Globalization;

namespace Supervisor;

/// <summary>What the supervisor was asked to do.</summary>
/// <param name="OwnerId">The process whose end is the command's end.</param>
/// <param name="User">The user to run the command as, or the supervisor's own.</param>
/// <param name="StopSignal">The signal that asks the command to stop.</param>
/// <param name="Grace">How long the command may take to stop before it is killed.</param>
/// <param name="LockFile">The file that is locked for as long as the command, or anything it started, lives.</param>
/// <param name="Command">The program to run.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record Options(
    int OwnerId, string? User, StopSignal StopSignal, TimeSpan Grace, string? LockFile, string Command, IReadOnlyList<string> Arguments)
{
    public const string Usage = "usage: Supervisor --owner <pid> [--user <name>] [--stop-signal INT|TERM] [--grace <seconds>] [--lock <file>] -- <command> [arguments]";

    private static readonly TimeSpan DefaultGrace = TimeSpan.FromSeconds(5);

    /// <summary>Reads the command line; nothing when it cannot be understood.</summary>
    public static Options? Parse(string[] args)
    {
        var separator = Array.IndexOf(args, "--");
        if (separator < 0 || separator + 1 >= args.Length || separator % 2 != 0)
        {
            return null;
        }

        var pairs = args[..separator].Chunk(2).ToList();
        var named = pairs.DistinctBy(pair => pair[0], StringComparer.Ordinal).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        var stopSignal = StopSignal.Term;
        var grace = DefaultGrace;
        var understood = named.Count == pairs.Count & named.Remove("--owner", out var ownerText) & int.TryParse(ownerText, CultureInfo.InvariantCulture, out var owner);
        named.Remove("--user", out var user);
        named.Remove("--lock", out var lockFile);
        if (named.Remove("--stop-signal", out var signalText))
        {
            understood &= Enum.TryParse(signalText, ignoreCase: true, out stopSignal) & Enum.IsDefined(stopSignal);
        }

        if (named.Remove("--grace", out var graceText))
        {
            understood &= double.TryParse(graceText, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 3600;
            grace = understood ? TimeSpan.FromSeconds(seconds) : DefaultGrace;
        }

        return understood && named.Count == 0
            ? new Options(owner, user, stopSignal, grace, lockFile, args[separator + 1], args[(separator + 2)..])
            : null;
    }
}

/// <summary>The signals by which servers are asked to stop, by their POSIX numbers.</summary>
internal enum StopSignal
{
    /// <summary>SIGINT: for Postgres, a fast shutdown.</summary>
    Int = 2,

    /// <summary>SIGTERM.</summary>
    Term = 15,
}
