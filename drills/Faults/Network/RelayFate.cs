namespace Faults;

/// <summary>What becomes of something a client says to its server.</summary>
public enum RelayFate
{
    /// <summary>It is handed on.</summary>
    Pass,

    /// <summary>The connection is cut, and the server never hears of it.</summary>
    CutBefore,

    /// <summary>
    /// It is handed on, and the connection is cut in the middle of it: nobody knows what the server makes of it.
    /// </summary>
    CutAfter,

    /// <summary>It is handed on, the server does it, and the connection is cut in place of the answer.</summary>
    LoseReply,
}

/// <summary>
/// Decides on what a client says. Whoever takes long to decide delays it; meanwhile the server hears nothing of that
/// client, not even its end.
/// </summary>
/// <param name="isCommit">Whether it ends in a COMMIT.</param>
/// <param name="cancellationToken">The end of the relay.</param>
public delegate ValueTask<RelayFate> RelayJudge(bool isCommit, CancellationToken cancellationToken);
