import type { ReactNode } from 'react';
import c from './components.module.css';

export const Card = ({ children }: { children: ReactNode }) => <div className={c.card}>{children}</div>;

export const Stack = ({ children }: { children: ReactNode }) => <div className={c.stack}>{children}</div>;
