namespace Faults;

/// <summary>What becomes of something a client says to its server.</summary>
public enum RelayFate
{
    /// <summary>It is handed on.</summary>
    Pass,

    /// <summary>The connection is cut, and the server never hears of it.</summary>
    CutBefore,

    /// <summary>
    /// It is passed on, and the connection is cut in the middle of it: the client cannot know whether the server
    /// executed it.
    /// </summary>
    CutAfter,

    /// <summary>It is handed on, the server does it, and the connection is cut in place of the answer.</summary>
    LoseReply,
}

/// <summary>
/// Decides what happens to a message of a client. While the decision takes time, the server receives nothing from that
/// client, not even its disconnect.
/// </summary>
/// <param name="isCommit">Whether it ends in a COMMIT.</param>
/// <param name="cancellationToken">The end of the relay.</param>
public delegate ValueTask<RelayFate> RelayJudge(bool isCommit, CancellationToken cancellationToken);
