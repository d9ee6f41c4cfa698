namespace PatientApi.Etags;

/// <summary>On what condition a patient is written at its own address: that it is in a version of <c>If-Match</c>, or that it is not there (<c>If-None-Match: *</c>).</summary>
internal sealed record WriteCondition
{
    /// <summary>Ids are ordered by time, also those that a caller makes.</summary>
    public const int IdVersion = 7;

    /// <summary>The versions that may be replaced; null for a creation.</summary>
    public IfMatch? IfMatch { get; private init; }

    /// <summary>Whether nothing may be there.</summary>
    public bool IsCreation => IfMatch is null;

    /// <summary>Reads the condition; null when there is none. False when it cannot be read, or says two things at once.</summary>
    public static bool TryRead(HttpRequest request, out WriteCondition? condition)
    {
        condition = null;
        var ifNoneMatch = request.Headers.IfNoneMatch;
        if (ifNoneMatch.Count > 0)
        {
            condition = new();
            return request.Headers.IfMatch.Count == 0 && ifNoneMatch is ["*"];
        }

        if (!TryReadIfMatch(request, out var ifMatch))
        {
            return false;
        }

        condition = ifMatch is null ? null : new() { IfMatch = ifMatch };
        return true;
    }

    /// <summary>Reads <c>If-Match</c> alone; null when it is absent.</summary>
    public static bool TryReadIfMatch(HttpRequest request, out IfMatch? condition)
    {
        condition = null;
        return request.Headers.IfMatch.Count == 0 || IfMatch.TryParse(request.Headers.IfMatch, out condition);
    }
}
