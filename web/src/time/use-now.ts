import { useEffect, useState } from 'react';
import { now as serverNow } from './server-time';

/** The server's time, told anew every half minute: what is late or past moves by itself. */
export const useNow = (): number => {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
};
