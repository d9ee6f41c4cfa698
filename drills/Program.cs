Console.WriteLine("drills");
