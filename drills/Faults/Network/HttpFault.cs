namespace Faults;

/// <summary>What becomes of an HTTP request on its way.</summary>
public enum HttpFault
{
    /// <summary>It is passed on, and so is its answer.</summary>
    None,

    /// <summary>A proxy answers 500 instead, and the server never gets the request.</summary>
    Error,

    /// <summary>The server gets the request, and a proxy answers 500 in place of the server's answer.</summary>
    ErrorAfter,

    /// <summary>Something answers that is not the server: a login page, another service's JSON, a redirect.</summary>
    Nonsense,
}

/// <summary>Decides on each request. To delay a request, or to freeze the connection, it takes its time.</summary>
/// <param name="requestLine">The request line, such as <c>GET /patients/4711 HTTP/1.1</c>.</param>
/// <param name="cancellationToken">The end of the relay.</param>
public delegate ValueTask<HttpFault> HttpJudge(string requestLine, CancellationToken cancellationToken);
